"""The files for deployment say what the program knows: its settings, its metrics, an ordinary user."""

import re
from pathlib import Path

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from bot import metrics
from bot.settings import DESCRIPTIONS, PREFIX, TOKEN_VARIABLE

DEPLOY = Path(__file__).parent.parent / "deploy"
VARIABLES = {key.variable for key in DESCRIPTIONS} | {TOKEN_VARIABLE, "TIRUBOT_CONFIG"}


def read(name):
    return (DEPLOY / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(path.name for path in DEPLOY.iterdir()))
def test_every_variable_is_a_setting(name):
    assert set(re.findall(rf"\b{PREFIX}\w+", read(name))) <= VARIABLES


def test_the_service_runs_as_an_ordinary_user_with_no_rights():
    unit = dict(line.split("=", 1) for line in read("tirubot.service").splitlines() if re.match(r"[A-Za-z]+=", line))
    assert unit["User"] == "tirubot"
    assert unit["CapabilityBoundingSet"] == unit["AmbientCapabilities"] == ""
    for name in ("NoNewPrivileges", "PrivateTmp", "PrivateDevices", "ProtectHome", "RestrictNamespaces"):
        assert unit[name] == "yes"
    assert (unit["ProtectSystem"], unit["UMask"], unit["StateDirectoryMode"]) == ("strict", "0077", "0700")
    assert int(unit["TimeoutStopSec"]) > 10
    assert unit["RestartPreventExitStatus"] == "2"


def test_the_image_runs_as_an_ordinary_user():
    last = read("Dockerfile").split("\nFROM ")[-1]
    assert re.search(r"^USER 10001$", last, re.MULTILINE)
    assert last.index("USER 10001") < last.index("ENTRYPOINT")
    assert not re.search(r"^(ARG|ENV).*(TOKEN|SECRET|PASSWORD)", read("Dockerfile"), re.MULTILINE)


def test_no_secret_stands_in_the_compose_file():
    services = yaml.safe_load(read("compose.yaml"))["services"]
    for service in services.values():
        for name, value in service.get("environment", {}).items():
            if re.search("TOKEN|SECRET|PASSWORD", name):
                assert re.fullmatch(r"\$\{\w+:\?[^}]+\}", value), name
    assert services["bot"]["read_only"] and services["bot"]["cap_drop"] == ["ALL"]
    assert "ports" not in services["bot"] and "ports" not in services["database"]


def test_every_alert_is_about_a_metric_that_exists():
    alerts = [rule for group in yaml.safe_load(read("alerts.yaml"))["groups"] for rule in group["rules"]]
    known = {sample.name for family in text_string_to_metric_families(metrics.page().decode())
             for sample in family.samples} | {family.name for family in text_string_to_metric_families(
                 metrics.page().decode())}
    known |= {f"{name}_total" for name in known} | {f"{name}_bucket" for name in known}
    used = {name for rule in alerts for name in re.findall(r"\btirubot_\w+", rule["expr"])}
    assert len(alerts) >= 6
    assert used <= known


def test_every_metric_is_in_the_operators_manual():
    manual = (DEPLOY.parent / "docs" / "panduan-operator.md").read_text(encoding="utf-8")
    for family in metrics.REGISTRY.collect():
        shown = f"{family.name}_total" if family.type == "counter" else family.name
        assert f"`{shown}`" in manual
