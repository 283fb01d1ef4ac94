"""The register of programmes in the demonstration: three real programmes as printed, entered by the state body."""

from collections.abc import Callable

from qyzmet.demo.steps import Step, Story, taken
from qyzmet.programmes.programme import sample
from qyzmet.programmes.programme.draft import draft

# The point of Kotovsk's programme that foresees services in electronic form, for the request that cites it.
CITED = "2.1"


def _entered(name: str) -> Callable[[Story], object]:
    def step(story: Story) -> None:
        story[name] = draft(sample.sample(name))

    return step


def cited(story: Story) -> list[dict[str, str]]:
    """Row 2 of the request that cites the register."""
    programme = story[sample.KOTOVSK]
    return [
        {
            "kind": programme.programme_kind,
            "title": programme.title,
            "points": CITED,
            "programme": programme.public_number,
        }
    ]


STEPS: tuple[Step, ...] = (
    ("2025-04-28 10:10", "state_body_specialist", _entered(sample.KYIV)),
    ("2025-04-28 16:00", "state_body_head", taken(sample.KYIV, "approve")),
    ("2025-04-29 10:30", "state_body_specialist", _entered(sample.KOTOVSK)),
    ("2025-04-29 16:20", "state_body_head", taken(sample.KOTOVSK, "approve")),
    ("2025-04-30 11:00", "state_body_specialist", _entered(sample.DIVNOGORSK)),
    ("2025-04-30 15:40", "state_body_head", taken(sample.DIVNOGORSK, "approve")),
)
