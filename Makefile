# make run    set up and start the bot: on Telegram where a token is set, else a chat in the terminal
# make test   set up and run every test
# make check  set up and check the knowledge base
# make lint   set up and check style, types and the arrows between the packages
# make audit  set up and look for unsafe code, and for known holes in the libraries where the network allows it
#
# Only Python >= 3.11 is needed. Everything is installed into .venv, once; it is done again when pyproject.toml changes.
# Programs are started as `python -m ...`: the scripts in .venv/bin do not work from a path with spaces.

.SILENT:
.PHONY: run test check lint audit
.DELETE_ON_ERROR:

PYTHON = .venv/bin/python

run: .venv/.run
	$(PYTHON) -m bot run

test: .venv/.dev
	$(PYTHON) -m pytest

check: .venv/.run
	$(PYTHON) -m bot check

lint: .venv/.dev
	$(PYTHON) -m ruff check .
	$(PYTHON) -m mypy
	$(PYTHON) -c 'import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())'

audit: .venv/.dev
	$(PYTHON) -m bandit -q -r bot -c pyproject.toml
	# without network the list of known holes cannot be asked for: that is told, and is no failure
	$(PYTHON) -m pip_audit --progress-spinner off --skip-editable >.venv/audit.txt 2>&1; code=$$?; \
		if [ $$code -ne 0 ] && grep -qiE 'connection|timed? ?out|resol|proxy|40[0-9]|50[0-9]' .venv/audit.txt \
			&& ! grep -q 'Found .* known vulnerabilit' .venv/audit.txt; then \
			echo 'pip-audit: the list of known holes is out of reach; not checked.'; \
		else cat .venv/audit.txt; exit $$code; fi

.venv/.run: EXTRAS =
.venv/.dev: EXTRAS = [dev]

.venv/.run .venv/.dev: pyproject.toml
	echo 'Menyiapkan Python dan pustaka di folder .venv. Ini sekali saja, tunggu beberapa menit ...' >&2
	if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then \
		for python in python3.13 python3.12 python3.11 python3 none; do \
			"$$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; \
		done; \
		if [ "$$python" = none ]; then \
			echo 'Galat: tidak ada Python 3.11 atau lebih baru yang lengkap dengan venv.' \
				'Pasang dulu, misalnya di Debian/Ubuntu: sudo apt install python3 python3-venv' >&2; \
			exit 1; \
		fi; \
		"$$python" -m venv --clear .venv; \
	fi
	.venv/bin/python -m pip install -qq --disable-pip-version-check --root-user-action=ignore \
		--editable '.$(EXTRAS)' >&2 || { echo 'Galat: pustaka tidak dapat dipasang; lihat pesan di atas. Periksa' \
		'sambungan internet, lalu ulangi perintah ini.' >&2; exit 1; }
	touch $@ .venv/.run
