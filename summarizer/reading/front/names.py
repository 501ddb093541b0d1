# ruff: noqa: E501 - lists of words and patterns are read best as long lines
"""What the name of a person and the name of an institution look like."""

from __future__ import annotations

import re

_INSTITUTION = re.compile(
    r"""\b(?:\w*universi\w*|univ\.?|institut\w*|inst\.|laborator\w+|labs?\b|labor\b|college|colegio|school|schule|[eé]cole|academ\w+|akademi\w*|hospitals?|klinik\w*|clinic\w*
    |cent(?:er|re|ro|rum|ri)\b|zentrum|facult\w+|fakult\w+|facolt\w+|dep(?:artment|artamento|artement|t)\b\.?|dipartimento|d[eé]partement|division|research|recherche|investigaci\w+
    |foundation|fondation|stiftung|observator\w+|polytechni\w+|politecnic\w+|technische|technolog\w+|corporation|corp\b|company|inc\b|ltd\b|llc\b|gmbh|s\.?p\.?a\b|consortium|council|agency|facility|facilities
    |ministry|museum|society|organi[sz]ation|associat(?:es|ion)|group|team|programme|program|cnrs|inria|inserm|csiro|cern\b|nasa\b|desy\b|kek\b|jpl\b|infn\b|epfl|eth\b|mit\b|caltech|kaist|ens\b|ucl\b|ucla\b|ucsd\b|cmu\b|kth\b|technion
    |google|deepmind|facebook|meta\s+ai|fair\b|microsoft|openai|nvidia|amazon|apple|ibm\b|intel\b|adobe|baidu|tencent|alibaba|huawei|bytedance|tiktok|samsung|sony|toyota|bosch|siemens|salesforce|anthropic|cohere|uber|twitter|netflix|yahoo|qualcomm|naver|kakao|mila\b|vector\s+institute|allen\s+institute|megvii|sensetime|jd\.com|meituan|xiaomi|zhipu|moonshot|deepseek|hugging\s*face|stability|eleuther\w*|snap\b|spotify|linkedin|oracle|at&t|bell\s+labs|xerox
    |bureau|office|service|station|hochschule|cole\s+normale|escuela|instituto|national|nacional|royal|state\s+key|key\s+lab\w*)\b
    |大学|学院|研究所|研究院|实验室|公司|医院|中心|科学院|系[（(，,\s]|研究室|部门|中科院""",
    re.VERBOSE | re.IGNORECASE,
)
_STRONG_INSTITUTION = re.compile(
    r"""\b(?:\w*universi\w*|univ\b\.?|institut\w*|college|academ\w+|hospital\w*|polytechni\w+|politecnic\w+|hochschule|[eé]cole|laborator\w+|labs?|cent(?:er|re|ro)\b|cnrs|inria|inserm|csiro|cern\b|nasa\b|desy\b|epfl|eth\b|mit\b|caltech|kaist|ens\b|cmu\b|kth\b|ucla\b
    |google|deepmind|facebook|meta\b|fair\b|microsoft|openai|nvidia|amazon|apple|ibm|intel|adobe|baidu|tencent|alibaba|huawei|bytedance|samsung|sony|toyota|bosch|siemens|salesforce|anthropic|cohere|research|corporation|inc\b|ltd\b|gmbh|foundation|observator\w+|council|agency|organi[sz]ation|technion)\b
    |大学|学院|研究所|研究院|实验室|公司|医院|中心|科学院""",
    re.VERBOSE | re.IGNORECASE,
)
_DEPARTMENT = re.compile(
    r"""^(?:the\s+)?(?:dep(?:artment|artamento|artement|t)\b|dipartimento|d[eé]partement|school\s+of|faculty|facult[eé]|facolt|fakult|division|section|group|chair|lehrstuhl|graduate\s+school|programs?\b|programme|area|unit\b|team\b|agronomy\s+dept)
    |\bdep(?:artment|t\.?)$""",
    re.VERBOSE | re.IGNORECASE,
)
_PLACE = re.compile(
    r"""^(?:u\.?s\.?a?\.?|u\.?k\.?|usa|united\s+states(?:\s+of\s+america)?|united\s+kingdom|england|scotland|wales|ireland|france|germany|deutschland|italy|italia|spain|espa[nñ]a|portugal|switzerland|austria|belgium|(?:the\s+)?netherlands|holland
    |denmark|sweden|norway|finland|iceland|poland|czech\s+republic|czechia|hungary|romania|bulgaria|greece|turkey|t[uü]rkiye|russia|ukraine|israel|iran|iraq|egypt|india|pakistan|bangladesh|china|p\.?\s*r\.?\s*china|hong\s+kong(?:\s+sar)?|taiwan|japan|korea|south\s+korea|republic\s+of\s+korea|singapore|malaysia|thailand|vietnam|indonesia|philippines|australia|new\s+zealand|canada|mexico|brazil|brasil|argentina|chile|colombia|peru|south\s+africa|nigeria|kenya|saudi\s+arabia|qatar|uae|slovenia|croatia|serbia|slovakia|estonia|latvia|lithuania|luxembourg|cyprus|malta
    |california|texas|new\s+york|massachusetts|washington|illinois|pennsylvania|michigan|florida|georgia|maryland|virginia|north\s+carolina|ohio|indiana|wisconsin|minnesota|colorado|arizona|oregon|utah|new\s+jersey|connecticut|tennessee|missouri|louisiana|victoria|ontario|quebec|qu[eé]bec|british\s+columbia|queensland|new\s+south\s+wales|act
    |[A-Z]{2}|london|paris|berlin|munich|m[uü]nchen|zurich|z[uü]rich|geneva|lausanne|rome|roma|milan|milano|madrid|barcelona|amsterdam|vienna|wien|brussels|stockholm|copenhagen|oslo|helsinki|moscow|tokyo|kyoto|osaka|seoul|beijing|shanghai|shenzhen|hangzhou|guangzhou|nanjing|wuhan|chengdu|hefei|xi['’]?an|tianjin|taipei|sydney|melbourne|canberra|toronto|montr[eé]al|vancouver|boston|cambridge|oxford|stanford|berkeley|pasadena|princeton|seattle|chicago|pittsburgh|philadelphia|baltimore|los\s+angeles|san\s+diego|san\s+francisco|mountain\s+view|palo\s+alto|menlo\s+park|redmond|austin|houston|atlanta|new\s+haven|ithaca|ann\s+arbor|urbana|champaign|madison|minneapolis|boulder|tel\s+aviv|jerusalem|haifa|delhi|new\s+delhi|mumbai|bangalore|bengaluru|hyderabad|chennai|北京|上海|广州|深圳|南京|武汉|杭州|成都|西安|天津|长沙|合肥)\.?$""",
    re.VERBOSE | re.IGNORECASE,
)
_PARTICLES = frozenset(
    re.findall(
        r"\S+",
        """
    van von der den de del della di da dos das do du la le el al bin ibn ben ter ten zu zur af av y e i of st st.
    san santa mac mc o d' 't bar van't op vom zum
    """,
    )
)
_NO_NAME = frozenset(
    re.findall(
        r"\S+",
        """
    abstract introduction keywords member ieee fellow senior student graduate acm life associate professor phd ph.d
    m.d dr the and for with from this that our by are equal contribution equally contributed corresponding author
    authors email e-mail contact address received accepted revised published draft version preprint submitted
    department university institute institution laboratory school college center centre research paper article
    letter review report technical conference proceedings journal international workshop arxiv copyright january
    february march april may june july august september october november december monday tuesday wednesday thursday
    friday saturday sunday date dated learning neural network networks deep model models system systems data
    analysis using based method methods theory approach vision language science sciences engineering computer
    physics mathematics chemistry biology medicine statistics electrical information technology city street avenue
    road box building campus group team lab labs project code demo website page open access editor editors edited
    communicated supplementary material contents figure table section under review anonymous submission not
    available online free public license rights reserved intern work done while visiting also collaboration
    postdoctoral staff scientist faculty division state key national united states kingdom republic people's
    """,
    )
)
_MONTHS = frozenset("april may june august".split())  # noqa: SIM905
_SURNAMES = frozenset("lab page city state street box march life work free note review".split())  # noqa: SIM905
"""Words that no name begins with but some end with."""
_ALSO_NAMES = re.compile(
    r"\b(?:mila|bosch|siemens|intel|apple|meta|snap|ens|royal|bell|sony|park|school|college|church)\b", re.I
)
"""Words of institutions that are names of persons too."""
_NO_NAME_CHARACTERS = re.compile(r"[\d@/\\=<>+_{}\[\]?!%$#^→×:;\"“”]")
_NAME_TOKEN = re.compile(
    r"(?:[A-Z\u00c0-\u00de\u0100-\u017f\u0410-\u042f][\w'’\u0300-\u036f.-]*|[dDlLO]['’][A-Z]\w+|[A-Z]\.(?:-?[A-Z]\.)*)$",
    re.UNICODE,
)
_CJK_NAME = re.compile(
    r"[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff](?:\s+[\u4e00-\u9fff]){1,2}|[\u4e00-\u9fff]{1,6}[·•][\u4e00-\u9fff]{1,6}"
)
_CJK_NO_NAME = re.compile(
    r"大学|学院|研究|实验|公司|医院|中心|北京|上海|广州|深圳|南京|武汉|摘要|关键|作者|通信|通讯|收稿|基金|计算机|科学|工程|技术|系$|省|市$"
)
_TITLES = re.compile(
    r"^(?:(?:by|and|&|with|dr\.?|prof\.?|professor|mr\.?|mrs\.?|ms\.?|sir)\s+)+|,?\s+(?:ph\.?\s?d\.?|m\.d\.|esq\.?)$",
    re.I,
)
_DEGREES = re.compile(
    r"(?:ph\.?\s?d\.?|m\.?\s?d\.?|[bm]\.?\s?sc\.?|[bm]\.?\s?eng\.?|d\.?\s?phil|m\.?\s?phil|jr\.?|sr\.?|ii|iii|rn|[A-Z]{2,6}"
    r"|(?:student |senior |graduate student |life |associate |fellow )?(?:member|fellow)(?:,? (?:ieee|acm))?|ieee|acm|osa|siam)",
    re.I,
)
"""What stands behind a name: degrees, memberships, and other short words in capitals."""
EMAIL = re.compile(r"[\w.+{}|,\s-]*\w\s?@\s?[\w-]+(?:\.[\w-]+)+|[{\[(][^@{}]*[}\])]\s?@", re.UNICODE)


def person(text: str) -> str | None:
    """The text as a person's name, in natural case and without titles; None if it is none."""
    text = re.sub(r"\s+", " ", text).strip(" ,;.:*·•∗†‡§¶|-–—~")
    text = re.sub(r",\s*(?=(?:[JS]r\.?|I{2,3}|IV)$)", " ", _TITLES.sub("", text), flags=re.I)
    if _CJK_NAME.fullmatch(text):
        return None if _CJK_NO_NAME.search(text) else re.sub(r"\s", "", text)
    if not 3 <= len(text) <= 48 or _NO_NAME_CHARACTERS.search(text):
        return None
    if is_institution(_ALSO_NAMES.sub("", text)) or is_place(text):
        return None
    tokens = text.replace("(", " ").replace(")", " ").split()
    if not 2 <= len(tokens) <= 6 or not any(_is_full(token) for token in tokens):
        return None
    if not all(_is_name_token(token, first=not index) for index, token in enumerate(tokens)):
        return None
    if text.upper() == text and any(len(token.strip(".")) > 2 for token in tokens):
        text = natural_name(text)
    return re.sub(r"\s+([JS])r$", r" \1r.", text, flags=re.I)


def _is_full(token: str) -> bool:
    """Whether a token is more than initials and particles."""
    return len(token.strip(".,").replace(".", "")) > 1 and token.lower() not in _PARTICLES


def _is_name_token(token: str, *, first: bool) -> bool:
    lower = token.lower().strip(".,")
    if lower in _PARTICLES:
        return True
    if lower in _NO_NAME and not (lower in _MONTHS or (lower in _SURNAMES and not first)):
        return False
    return bool(_NAME_TOKEN.fullmatch(token))


def surname_of(name: str) -> str:
    """The last word of a name that is no suffix: `Cottingham` of `Robert W. Cottingham Jr.`; empty if there is no word."""
    words = re.sub(r",?\s+(?:[JS]r\.?|I{2,3}|IV)$", "", name).split()
    return words[-1] if words else ""


def natural_name(name: str) -> str:
    """A name that is printed in capitals, in natural case."""
    return " ".join(_natural(token) for token in name.split())


def _natural(token: str) -> str:
    """A token of a name in capitals in natural case: `McCARTHY`, `LU`, `O'BRIEN`, `J.-P.`."""
    if token.lower() in _PARTICLES and token.lower() not in ("e", "i", "o"):
        return token.lower()
    if re.fullmatch(r"(?:[A-Z]\.-?)+|I{2,3}|IV", token):
        return token
    return re.sub(r"[^\W\d_]+", lambda m: m[0] if len(m[0]) == 1 else m[0][0] + m[0][1:].lower(), token)


def is_institution(text: str) -> bool:
    """Whether a text speaks of a university, company, laboratory or the like."""
    return bool(_INSTITUTION.search(text))


def is_department(text: str) -> bool:
    """Whether a text names a part of an institution: a department, a school, a group."""
    return bool(_DEPARTMENT.search(text))


_SUBJECT_UNIT = re.compile(
    r"(?:(?:institut|seminar|lehrstuhl)\s+(?:für|fuer|d['’e])|(?:institute?|laboratory)\s+(?:of|for)\s+(?!advanced\s+study))",
    re.I,
)
_NO_ORGANISATION = re.compile(
    r"""\d|@|\b(?:street|avenue|road|blvd|box|stra(?:ß|ss)e|e-?mail|url|https?|www
    |professor|students?|members?|fellow|scientists?|engineers?|candidate|authors?|editors?|directors?|advis[eo]rs?|equal|contribut\w+|correspond\w+|joint|lead|intern)\b""",
    re.I | re.X,
)
"""Words of an address, or of what somebody is."""
_SMALL_WORD = frozenset("and of for the de la du di der des und et".split())  # noqa: SIM905


def is_unit(text: str) -> bool:
    """Whether a line names what belongs to the university named below it: a department, an institute of a subject."""
    return is_department(text) or bool(_SUBJECT_UNIT.match(text.strip()) and "," not in text)


def is_university(text: str) -> bool:
    return bool(re.search(r"universi\w*|大学", text, re.I))


def organisation(text: str) -> str | None:
    """The first part of an affiliation if it could be an organisation's name though no word in it says so, else None.

    One to six words with capitals, no place, no address: `Debian Project`, `Virginia Tech`.
    """
    part = re.split(r"[,;]", text)[0].strip(" .()")
    words = part.split()
    named = 0 < len(words) <= 6 and all(word[0].isupper() or word in _SMALL_WORD for word in words) and len(part) > 2
    single = len(words) == 1 and not part.isupper()
    return part if named and not single and not is_place(part) and not _NO_ORGANISATION.search(part) else None


def is_place(text: str) -> bool:
    return bool(_PLACE.match(text.strip()))


_COMMON_DEGREES = frozenset(
    re.findall(
        r"\S+",
        """
    phd ph.d md m.d msc m.sc bsc b.sc dphil mphil jr sr ieee acm member fellow meng beng
    """,
    )
)


def is_degree(text: str) -> bool:
    """Whether a text is what stands behind a name: a degree, or a membership of a society."""
    bare = text.strip(" ,.")
    return bool(_DEGREES.fullmatch(bare)) and (bare.isupper() or len(bare) > 6 or bare.lower() in _COMMON_DEGREES)


_CHINESE_INSTITUTION = re.compile(
    r"中国(?:科学院|社会科学院|工程物理研究院)\S*?(?:研究所|研究院|中心|大学)|[\u4e00-\u9fff]{2,20}?(?:大学|研究院|研究所|公司|医院|学院)(?!附属|实验)"
)


_NUMBERED_STREET = re.compile(
    r"(?<=[a-z])\s\d[\d-]*\s.*\b(?:street|avenue|road|drive|lane|blvd|stra(?:ß|ss)e)\b.*", re.I
)
_RUNNING = re.compile(
    r"[a-z]+\s|.*\b(?:is|are|was|were|has|have|had|can|we|it|this|that|which|whose|using|described)\b"
)
"""Words that no institution's name holds, and a beginning that none has."""


def institution(affiliation: str) -> str | None:
    """The institution that an affiliation names, without department and address; None if it names none."""
    found = _institution_in(affiliation)
    return None if found is None or _RUNNING.match(found) else _NUMBERED_STREET.sub("", found)


def _institution_in(affiliation: str) -> str | None:
    text = re.sub(r"\s+", " ", affiliation).strip(" ,.;:*∗†‡§¶()（）")
    text = re.split(r"\s*(?:[Ee]-?mails?(?: address(?:es)?)?|[Ee]lectronic address)\b\s*:?|\s[\w.{},|-]+@", text)[0]
    units = [unit for unit in re.split(r"\s*[⁰¹²³⁴⁵⁶⁷⁸⁹]+\s*", text) if is_institution(unit)]
    text = units[0] if units else text
    if chinese := _CHINESE_INSTITUTION.match(text.lstrip("(（")):
        return chinese[0]
    parts = [part.strip(" .") for part in re.split(r"[,;，；]\s*|\s[–—|]\s", text) if part.strip(" .")]
    strong = [i for i, part in enumerate(parts) if _STRONG_INSTITUTION.search(part) and not _DEPARTMENT.search(part)]
    if not strong:
        strong = [i for i, part in enumerate(parts) if _INSTITUTION.search(part) and not _DEPARTMENT.search(part)]
    if not strong:
        strong = [i for i, part in enumerate(parts) if is_institution(part)]
    if not strong:
        return None
    universities = [i for i in strong if re.search(r"universi|大学|college\b", parts[i], re.I)]
    first = (
        universities[0]
        if universities and not re.search(r"\b(?:national|argonne|max[- ]planck|allen)\b", parts[strong[0]], re.I)
        else strong[0]
    )
    kept = [parts[first]]
    for index in range(first + 1, len(parts)):
        part = parts[index]
        campus = index == first + 1 and re.search(
            r"universi\w* of (?:california|texas|wisconsin|illinois|maryland|colorado|massachusetts|north carolina|michigan|minnesota|tennessee|hawai|nebraska|missouri|alabama|nevada|alaska)$",
            parts[first],
            re.I,
        )
        if (index in strong and not re.search(r"\d", part)) or (
            campus and re.fullmatch(r"[A-Z][\w.’' -]{2,24}", part) and not re.fullmatch(r"[A-Z]{2}", part)
        ):
            kept.append(part)
        else:
            break
    return ", ".join(kept)
