"""What `qyzmet seal-key check` says: the file, its generations, and what the database needs of them."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qyzmet.config import Settings
from qyzmet.sealing.key import file, start_check, usage
from qyzmet.sealing.key.generations import Generation, OutsideKey, State


@dataclass(frozen=True)
class Report:
    """The key beside the database."""

    path: Path
    key: OutsideKey
    keys: Counter[bytes]
    broken: tuple[str, ...]

    @property
    def missing(self) -> frozenset[bytes]:
        """Generations that the database names and nobody holds."""
        return start_check.missing_of(self.key, frozenset(self.keys))

    @property
    def problem(self) -> str:
        """What is wrong, in one line; empty when nothing is."""
        if self.missing:
            return start_check.explanation(self.path, self.missing)
        if self.broken:
            return f"{len(self.broken)} wrapped keys are damaged, first {self.broken[0]}."
        return ""

    def as_json(self) -> dict[str, Any]:
        """Everything, without any secret."""
        return {
            "file": str(self.path),
            "generations": [
                {
                    "generation": each.name,
                    "state": each.state.value,
                    "created": each.created.isoformat(),
                    "retired": None if each.retired is None else each.retired.isoformat(),
                    "keys": self.keys[each.id],
                }
                for each in self.key.generations
            ],
            "lost": sorted(each.hex() for each in self.key.lost),
            "missing": sorted(each.hex() for each in self.missing),
            "broken": list(self.broken),
        }

    def words(self) -> str:
        """The same for a person."""
        lines = [f"{self.path}: whole, and readable by its owner alone"]
        lines += [self._line(each) for each in self.key.generations]
        lines += [f"{each.hex()}  lost    {self.keys[each]} keys that will never be opened" for each in self.key.lost]
        return "\n".join(lines)

    def _line(self, generation: Generation) -> str:
        since = generation.created.date().isoformat()
        count = self.keys[generation.id]
        unneeded = "; nothing needs it" if generation.state is State.OLD and not count else ""
        return f"{generation.name}  {generation.state.value:<6}  since {since}  {count} keys{unneeded}"


def look(settings: Settings) -> Report:
    """Read the file and try every wrapped key in the database. Raises KeyFileError when there is no whole key."""
    keys = usage.in_use()
    key = start_check.read(settings.seal_key_file, frozenset(keys))
    missing = start_check.missing_of(key, frozenset(keys))
    # What a missing generation wrapped is not damaged.
    broken = () if missing else tuple(usage.broken(key))
    return Report(file.place_of(settings), key, keys, broken)
