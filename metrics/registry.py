"""Every number people see, stated once: the glossary, the tooltips and the footnotes are made from this list.

Owns the words of each formula in both languages, beside the function that is the formula. It computes
nothing, and no number may be shown that it does not list.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from metrics import aggregate, course, explanation, goals, landing, progress, verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One number: its names, unit, formula, range, what missing, zero and negative do, source and function.

    `code` is the column's name in the progress frame where the number is one of its columns.
    """

    code: str
    name_zh: str
    name_en: str
    unit_zh: str
    unit_en: str
    formula_zh: str
    formula_en: str
    range_zh: str
    range_en: str
    absent_zh: str
    absent_en: str
    source: str
    function: Callable[..., object]


DESIGN: Final = "序时进度口径（k/12、累计增幅），宣城市目标任务完成情况通报"
OWN: Final = "本系统口径"

METRICS: Final = (
    Metric(
        code="completion",
        name_zh="完成率",
        name_en="Completion",
        unit_zh="%",
        unit_en="%",
        formula_zh="累计值÷目标；存量有基期的：（现值−基期）÷（目标−基期），无基期的：现值÷目标；"
        "须保持的水平：现值÷目标，越低越好的取倒数",
        formula_en="accumulated ÷ target; a level with a baseline: (actual − baseline) ÷ (target − baseline), "
        "without one: actual ÷ target; a level to be held: actual ÷ target, inverted where lower is better",
        range_zh="不封顶；背离目标时为负",
        range_en="not capped; negative when moving away",
        absent_zh="本月未报送、增速指标、目标为零或负时不计算，不当作零；以往月份的数值不与本月序时相比",
        absent_en="not computed, and never zero, when this month is not reported, for growth rates, and for targets "
        "of zero or below; an older value is not held against what this month expects",
        source=DESIGN,
        function=goals.completion,
    ),
    Metric(
        code="expected",
        name_zh="序时应完成",
        name_en="Expected by now",
        unit_zh="%",
        unit_en="%",
        formula_zh="已过月数÷期内月数，起止不在月初月末的按天数；有分月计划的按计划；“历年同期进度”规则下取本地区完整往年同月占全年比重的平均值；"
        "须保持的水平为100%；增速指标为目标增幅，不按时间折算",
        formula_en="months elapsed ÷ months in the period, days where it begins or ends within a month; the plan by month where there is one; under the rule set "
        "“Pace against earlier years” the mean share of the year done by this month in the region's own complete "
        "earlier years; 100% for a level to be held; the target growth itself for growth rates, never scaled by time",
        range_zh="0—100%（左右类目标按容差下浮）",
        range_en="0–100% (eased by the tolerance where the wording is 左右)",
        absent_zh="无数值或无期限的目标不计算",
        absent_en="missing for a target without number or deadline",
        source=DESIGN,
        function=course.expected_fraction,
    ),
    Metric(
        code="pace",
        name_zh="序时比",
        name_en="Pace",
        unit_zh="倍",
        unit_en="times",
        formula_zh="完成率÷序时应完成；控制类累计指标：序时应完成÷完成率",
        formula_en="completion ÷ expected; for a sum with a cap, expected ÷ completion",
        range_zh="1为达到序时，大于1为超前，不封顶",
        range_en="1 is on pace, above 1 ahead; not capped",
        absent_zh="增速指标、没有判定结果的、序时应完成为零或负时不计算",
        absent_en="missing for growth rates, without a light, and where nothing or less than nothing is expected",
        source=OWN,
        function=progress.pace,
    ),
    Metric(
        code="lag_pp",
        name_zh="较序时",
        name_en="Ahead or behind",
        unit_zh="个百分点",
        unit_en="percentage points",
        formula_zh="（完成率−序时应完成）×100；控制类累计指标反向",
        formula_en="(completion − expected) × 100; the other way round for a sum with a cap",
        range_zh="负数为滞后，正数为超前",
        range_en="negative is behind, positive ahead",
        absent_zh="没有判定结果的（未报送、未到期、无法判定）、基期缺失的分解任务不计算",
        absent_en="missing without a light (not reported, not due, not assessable), and for what was handed down without "
        "a baseline",
        source=DESIGN,
        function=progress.lag_pp,
    ),
    Metric(
        code="growth_lag_pp",
        name_zh="较目标增幅",
        name_en="Growth ahead or behind",
        unit_zh="个百分点",
        unit_en="percentage points",
        formula_zh="累计增幅−目标增幅；越低越好的反向",
        formula_en="cumulative growth − target growth; mirrored where lower is better",
        range_zh="负数为低于目标增幅",
        range_en="negative is below the target growth",
        absent_zh="未公布累计增幅时不计算，不用总量推算",
        absent_en="missing unless cumulative growth is published; never derived from levels",
        source=DESIGN,
        function=progress.growth_lag_pp,
    ),
    Metric(
        code="shortfall",
        name_zh="较序时缺口",
        name_en="Shortfall",
        unit_zh="指标单位",
        unit_en="indicator's unit",
        formula_zh="序时应达到的值−现值；越低越好的反向；序时应达到的值为完成率恰等于序时应完成时的值，增速为目标增幅",
        formula_en="the value due by now − actual, the other way round where less is better; the value due is the one "
        "whose completion is exactly what is expected, for growth the target growth",
        range_zh="正数为缺口，负数为超前；与判定同向",
        range_en="positive is short, negative ahead; always on the side of the light",
        absent_zh="现值或序时应完成缺失时不计算；目标为负的到期前不计算，控制类按目标值比较",
        absent_en="missing where the actual or what is expected is, and before the deadline for targets below "
        "zero; what is not to be exceeded is compared with the target itself",
        source=OWN,
        function=goals.shortfall,
    ),
    Metric(
        code="required_per_month",
        name_zh="余下月均须完成",
        name_en="Required per month",
        unit_zh="指标单位/月",
        unit_en="indicator's unit a month",
        formula_zh="（目标−现值）÷余下月数",
        formula_en="(target − actual) ÷ months left",
        range_zh="已达到时为0；控制类为每月尚可使用量，超出后为负",
        range_en="0 once met; for a cap what each month may still use, negative beyond it",
        absent_zh="增速、须保持的水平、未报送、已到期时不计算",
        absent_en="missing for growth rates, levels to be held, nothing reported, and past the deadline",
        source=OWN,
        function=landing.required_per_month,
    ),
    Metric(
        code="average_per_month",
        name_zh="已过月均",
        name_en="Average per month",
        unit_zh="指标单位/月",
        unit_en="indicator's unit a month",
        formula_zh="累计增加量÷已过月数；无基期的存量从首次报送值起算",
        formula_en="gain so far ÷ months it took; from the first report for a level without a baseline",
        range_zh="可为负",
        range_en="any sign",
        absent_zh="增速指标、只有一个报送值且无基期时不计算",
        absent_en="missing for growth rates, and with a single report and no baseline",
        source=OWN,
        function=landing.steps,
    ),
    Metric(
        code="best_per_month",
        name_zh="最好单月",
        name_en="Best month so far",
        unit_zh="指标单位/月",
        unit_en="indicator's unit a month",
        formula_zh="相邻两次报送之间月均增加量的最大值（1—2月合并按两个月平均）",
        formula_en="largest gain per month between successive reports (January–February over two months)",
        range_zh="可为负；越低越好的取最小值",
        range_en="any sign; the smallest where lower is better",
        absent_zh="同已过月均",
        absent_en="as the average",
        source=OWN,
        function=landing.steps,
    ),
    Metric(
        code="effort_vs_average",
        name_zh="为已过月均的倍数",
        name_en="Required against average",
        unit_zh="倍",
        unit_en="times",
        formula_zh="余下月均须完成÷已过月均；与最好单月相比同此",
        formula_en="required per month ÷ average so far; likewise against the best month",
        range_zh="大于1须加快",
        range_en="above 1 means faster than so far",
        absent_zh="已过月均为零或背离目标时不计算",
        absent_en="missing where nothing was gained so far, or ground was lost",
        source=OWN,
        function=landing.times,
    ),
    Metric(
        code="landing",
        name_zh="年底预计",
        name_en="Projected landing",
        unit_zh="指标单位",
        unit_en="indicator's unit",
        formula_zh="现值+近期加权月均增量×余下月数；有分月计划的按计划余量同比推算；有往年完整数据的按往年同期占比折算，"
        "月均增量并参考去年月均（去年增幅的一半，计一个月）；少于3个报送值的按平均进度外推",
        formula_en="actual + recency-weighted monthly gain × months left; along its plan by month where there is one; by "
        "earlier years' share to date where they are complete, the gain drawn toward last year's mean month (raised by half "
        "its growth, worth one month); plain run rate with fewer than three reports",
        range_zh="累计量不低于现值，占比不超过100%，数量不低于零；附80%区间",
        range_en="with an 80% interval; a sum never below what it is now, a share not above 100%, an amount not below zero",
        absent_zh="未报送时不计算；少于3个报送值标明“依据不足”；增速不跨年外推",
        absent_en="missing when nothing is reported; marked as weak evidence with fewer than three reports; "
        "growth is not projected beyond its calendar year",
        source=OWN,
        function=landing.project,
    ),
    Metric(
        code="landing_interval",
        name_zh="预计区间（80%）",
        name_en="Interval of the landing (80%)",
        unit_zh="指标单位",
        unit_en="indicator's unit",
        formula_zh="预计值±t₀.₉×√（单月增量方差×余下月数×（1+余下月数÷有效月数）），并计月际惯性和未知季节",
        formula_en="landing ± t₀.₉ × √(variance of a month's gain × months left × (1 + months left ÷ effective "
        "months)), widened for persistence and for a season not yet seen",
        range_zh="余下月数越多越宽；到期为零",
        range_en="wider with more months left; none at the deadline",
        absent_zh="无预计值时不计算",
        absent_en="missing without a landing",
        source=OWN,
        function=landing.margin,
    ),
    Metric(
        code="way_made",
        name_zh="预计完成程度",
        name_en="Way made by the deadline",
        unit_zh="%",
        unit_en="%",
        formula_zh="预计值÷目标；有基期的存量按增量；达到目标为预计可完成，不到而≥95%预计接近完成，60%—95%须加快，<60%预计难完成，"
        "负为背离；增速和须保持的水平按相差百分点：0.5以内接近，5以内须加快（界限可在判定规则中改）",
        formula_en="landing ÷ target, on the gain where there is a baseline; on track where it reaches the target, near from "
        "95%, acceleration needed from 60%, off track below, negative moving away; growth and levels to be held by points "
        "short: near up to 0.5, acceleration up to 5 (bounds of the rule set)",
        range_zh="不封顶，可为负",
        range_en="not capped, any sign",
        absent_zh="无预计值或已到期时不判断",
        absent_en="no outlook without a landing or past the deadline",
        source="Open SDG 2.4 progress methodology (0.95, 0.60)",
        function=verdict.way_made,
    ),
    Metric(
        code="seasonal_share",
        name_zh="往年同期占比",
        name_en="Share of the year done by a month",
        unit_zh="%",
        unit_en="%",
        formula_zh="往年该月累计÷往年全年，多年取平均",
        formula_en="sum since January ÷ the year's total, averaged over complete earlier years",
        range_zh="0—100%",
        range_en="0–100%",
        absent_zh="没有12月数据或全年不为正的年份不采用；1月未单独报送的取2月的一半，仅用于外推",
        absent_en="years without a December or with no positive total are not used; an unreported January is half "
        "of February, for projection only",
        source=OWN,
        function=course.seasonal_shares,
    ),
    Metric(
        code="cagr_ratio",
        name_zh="复合增速比",
        name_en="Compound growth ratio",
        unit_zh="倍",
        unit_en="times",
        formula_zh="基期以来复合年增速÷达到目标所需复合年增速",
        formula_en="compound growth a year so far ÷ compound growth a year needed",
        range_zh="1为达到所需增速；负为背离",
        range_en="1 is as fast as needed; negative moves away",
        absent_zh="仅用于有正基期的多年存量目标，零基期不替换为微小值",
        absent_en="only for levels over several years with a positive baseline; a zero baseline is not replaced",
        source="Statistics Canada; Open SDG 2.4 progress methodology",
        function=progress.cagr_ratio,
    ),
    Metric(
        code="trend_share",
        name_zh="趋势完成程度",
        name_en="Way made on trend",
        unit_zh="%",
        unit_en="%",
        formula_zh="（按基期以来复合增速推到期末的值−基期）÷（目标−基期）",
        formula_en="(value carried to the deadline at the compound rate so far − baseline) ÷ (target − baseline)",
        range_zh="不封顶，可为负",
        range_en="not capped, any sign",
        absent_zh="同复合增速比",
        absent_en="as the compound growth ratio",
        source="UN Statistics Division, SDG Progress Chart 2023",
        function=progress.trend_share,
    ),
    Metric(
        code="on_pace_share",
        name_zh="达序时占比",
        name_en="Share on pace",
        unit_zh="%",
        unit_en="%",
        formula_zh="（已完成+达到序时）÷有判定结果的目标数；先列各状态项数，不对状态取平均",
        formula_en="(achieved + on pace) ÷ targets with a light; counts by status come first, lights are not averaged",
        range_zh="0—100%",
        range_en="0–100%",
        absent_zh="未报送、未到期、无法判定的不进分母，单独列数",
        absent_en="not reported, not due and not assessable are counted apart, not in the denominator",
        source=OWN,
        function=aggregate.status_counts,
    ),
    Metric(
        code="loading_ratio",
        name_zh="加码系数",
        name_en="Loading",
        unit_zh="倍",
        unit_en="times",
        formula_zh="下级目标之和÷上级目标；未分解差额=上级目标−下级目标之和",
        formula_en="sum of the children's targets ÷ the parent's; remainder = parent − children",
        range_zh="1为恰好分解，大于1为层层加码",
        range_en="1 is exactly handed down, above 1 more than that",
        absent_zh="上级或任一下级无数值时不计算",
        absent_en="missing where the parent or a child has no number",
        source=OWN,
        function=aggregate.loading_ratio,
    ),
    Metric(
        code="gap_share",
        name_zh="缺口占比",
        name_en="Share of the gap",
        unit_zh="%",
        unit_en="%",
        formula_zh="本地区缺口÷上级目标自身的缺口（超前部分已抵减）",
        formula_en="shortfall ÷ the whole's own gap, in which what is ahead is set off",
        range_zh="0—100%，超前的为0",
        range_en="0–100%; 0 for those ahead",
        absent_zh="未报送、基期缺失的缺失，不当作零；上级没有缺口、各地区缺口之和超过上级缺口、不可加总的指标不计算",
        absent_en="missing, not zero, where nothing is reported or the baseline is; not computed where the whole has no gap, "
        "where its parts lack more than it does, and for values that may not be summed",
        source=OWN,
        function=aggregate.gap_contributions,
    ),
    Metric(
        code="rank",
        name_zh="位次",
        name_en="Rank",
        unit_zh="位",
        unit_en="place",
        formula_zh="从优到劣排列，并列同位、其后顺延；变化=上月位次−本月位次",
        formula_en="best first; ties share a place and the next is skipped; change = last month's − this month's",
        range_zh="1至参排数n",
        range_en="1 to n",
        absent_zh="未报送的列于表后，不参排",
        absent_en="those that did not report are listed at the end, unranked",
        source=OWN,
        function=aggregate.rank,
    ),
    Metric(
        code="lag_change",
        name_zh="较上月变化",
        name_en="Change since last month",
        unit_zh="个百分点",
        unit_en="percentage points",
        formula_zh="本月较序时−上月较序时=更正影响+新报数影响+时间推移影响",
        formula_en="this month's distance − last month's = by correction + by new value + by the passing of time",
        range_zh="正为改善",
        range_en="positive is better",
        absent_zh="任一月缺失时不计算",
        absent_en="missing where either month is",
        source=OWN,
        function=explanation.what_changed,
    ),
)


def metric(code: str) -> Metric:
    """The metric of that code; KeyError when the registry does not list it."""
    return {found.code: found for found in METRICS}[code]
