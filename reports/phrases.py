"""The bulletin's wording file and the facts its templates may name.

Owns reading reports/wording/bulletin.toml and refusing a template that names what nobody computes; the numbers
come from the material alone.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from string import Formatter

import pandas as pd

from data.errors import TrackerError
from metrics.model import Status, Strength
from reports.handed_down import handed_counts
from reports.material import MISSING, SLIPPING, Material
from wording.formats import day, number, percent
from wording.labels import severity
from wording.sentences import counts_sentence, weakest_sectors
from wording.translate import N_, _

WORDING = Path(__file__).with_name("wording") / "bulletin.toml"
GOOD = (Status.ACHIEVED, Status.ON_PACE)


class WordingFaultError(TrackerError):
    """The office's wording file cannot be used as it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """The templates by section and key."""

    table: Mapping[str, Mapping[str, object]]
    source: str

    @property
    def fonts(self) -> dict[str, str]:
        """The fonts by role."""
        return {role: str(name) for role, name in self.table["fonts"].items()}

    def say(self, section: str, key: str, known: Mapping[str, str]) -> str:
        """A template with its placeholders filled in; WordingFaultError names one that nothing fills."""
        return self._fill(section, key, str(self._entry(section, key)), known)

    def lines(self, section: str, key: str, known: Mapping[str, str]) -> list[str]:
        """A template of several lines."""
        entry = self._entry(section, key)
        parts = entry if isinstance(entry, list) else [entry]
        return [self._fill(section, key, str(part), known) for part in parts]

    def limit(self, section: str) -> int:
        """How many items a section lists at most."""
        return self._count(section, "most")

    def _count(self, section: str, key: str) -> int:
        entry = self._entry(section, key)
        if not isinstance(entry, int):
            raise WordingFaultError(
                N_("措辞文件 {file} 的 [{section}] {key} 应为整数。"),
                file=self.source,
                section=section,
                key=key,
            )
        return entry

    @property
    def reply_days(self) -> int:
        """Days from the bulletin's date to the date answers are due."""
        return self._count("requests", "reply_days")

    def _entry(self, section: str, key: str) -> object:
        if key not in self.table.get(section, {}):
            raise WordingFaultError(
                N_("措辞文件 {file} 缺少 [{section}] {key}。"), file=self.source, section=section, key=key
            )
        return self.table[section][key]

    def _fill(self, section: str, key: str, template: str, known: Mapping[str, str]) -> str:
        try:
            unknown = {
                field for _text, field, _spec, _conv in Formatter().parse(template) if field is not None
            } - set(known)
        except ValueError as fault:
            raise WordingFaultError(
                N_("措辞文件 {file} 的 [{section}] {key} 花括号不成对。"),
                file=self.source,
                section=section,
                key=key,
            ) from fault
        if unknown:
            raise WordingFaultError(
                N_("措辞文件 {file} 的 [{section}] {key} 写有未知的占位符 {unknown}；可用的有：{known}。"),
                file=self.source, section=section, key=key, unknown=_("、").join(sorted(unknown)), known=_("、").join(sorted(known)),
            )  # fmt: skip
        return template.format(**known)


def read_phrases(path: Path = WORDING) -> Phrases:
    """The wording file; WordingFaultError when it is missing or not TOML."""
    try:
        return Phrases(table=tomllib.loads(path.read_text(encoding="utf-8")), source=path.name)
    except OSError as fault:
        raise WordingFaultError(N_("没有找到措辞文件 {file}。"), file=path) from fault
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise WordingFaultError(N_("措辞文件 {file} 无法读取：{fault}"), file=path, fault=fault) from fault


def overall_facts(material: Material) -> dict[str, str]:
    """Every number 总体情况 may name."""
    frame = material.progress
    statuses = frame["official_status"]
    good, slipping = int(statuses.isin(GOOD).sum()), int(statuses.isin(SLIPPING).sum())
    worse, better = moves(frame)
    strive = frame["strength"].eq(Strength.STRIVE) & statuses.isin(SLIPPING)
    return {
        "day": day(material.stamp.as_of),
        "total": number(len(frame)),
        "counts": counts_sentence(frame) if len(frame) else _("没有目标"),
        "judged": number(good + slipping),
        "good": number(good),
        "good_share": percent(good / (good + slipping) if good + slipping else None),
        "slipping": number(slipping),
        "slipping_share": percent(slipping / (good + slipping) if good + slipping else None),
        "missing": number(int(statuses.isin(MISSING).sum())),
        "not_due": number(int(statuses.eq(Status.NOT_DUE).sum())),
        "strive": number(int(strive.sum())),
        **{name: number(count) for name, count in handed_counts(material.handed).items()},
        "worse": number(worse),
        "better": number(better),
        "weakest": _("、").join(weakest_sectors(frame)) if len(frame) else "",
    }


def moves(frame: pd.DataFrame) -> tuple[int, int]:
    """How many judged targets have a worse and a better light than the month before."""
    both = [*GOOD, *SLIPPING]
    moved = frame[frame["official_status"].isin(both) & frame["previous_status"].isin(both)]
    change = moved["official_status"].map(severity).astype(int) - moved["previous_status"].map(
        severity
    ).astype(int)
    return int((change < 0).sum()), int((change > 0).sum())


def request_facts(material: Material, phrases: Phrases) -> dict[str, str]:
    """Every number 工作要求 may name; answers are due so many days after the bulletin's date."""
    statuses = material.progress["official_status"]
    return {
        "far_behind": number(int(statuses.isin([Status.FAR_BEHIND, Status.MISSED]).sum())),
        "slipping": number(int(statuses.isin(SLIPPING).sum())),
        "missing": number(int(statuses.isin(MISSING).sum())),
        "reply_day": day(material.stamp.known_at + timedelta(days=phrases.reply_days)),
    }
