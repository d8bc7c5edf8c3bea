"""The intents that the bot can answer: maksud.yaml teaches them with examples and can name no other."""

from __future__ import annotations

INTENT_IDS = frozenset({
    "programs_of_region", "region_profile", "region_where", "prevalence", "find_figure", "ranking",
    "prevalence_context", "chart", "ranking_chart", "awards", "most_visited", "brief",
    "program_definition", "program_since", "program_owner", "program_target", "program_steps", "program_results",
    "program_actors", "program_replication", "program_reason", "region_detail", "visit_destination", "visit_guests",
    "visit_date", "visit_place", "visit_leader", "visit_host_official", "visit_people", "visit_delegation",
    "visit_subjects", "visit_reason", "visit_followup", "visit_list", "compare", "recommend", "find_theme", "person",
    "about_coverage", "about_programs", "about_sources", "greet", "help", "identity", "thanks", "reaction", "goodbye",
    "out_of_scope",
})
