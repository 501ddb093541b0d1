"""What a sentence shows beyond the cues of its role: whose work it tells of, how much was done, what is left."""

from __future__ import annotations

import re

_COUNTED = frozenset(
    re.findall(
        r"\w+",
        "image photograph sentence pair token word participant patient subject student user people adult "
        "child children  sample paper document article question query queries example trial experiment run "
        "dataset set benchmark  task language hour day week month year gpu tpu node core machine server cell "
        "neuron animal rat mouse mice  genotype plant plot species gene site station catchment planet star "
        "galaxy galaxies event simulation parameter layer  model method class classes category categories "
        "interview session video clip page line point measurement  observation country countries city cities "
        "school hospital step individual volunteer respondent record review visit "
        "detector baseline variant metric replicate compound metabolite protein molecule round seed "
        "epoch h recording electrode process processes processor dimension ",
    )
)
_AMOUNT = re.compile(
    r"[(~≈∼]?\d[\d,.]*(?:k|m|b|g)?%?|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|fifty|"
    r"hundreds?|thousands?|millions?|billions?",
    re.IGNORECASE,
)
_CHINESE_SIZE = re.compile(r"\d\s?(?:万|亿|千)?\s?(?:余|多)?\s?(?:例|个|名|组|张|条|篇|次|幅|小时|天|种|对|台|家)")
_WORDS_AFTER = 4

CLUES = {
    "ours": re.compile(
        r"\b(?:we|our|i(?!\.)|my|this (?:paper|work|article|study|letter|report|thesis|survey|review|research|essay)|"
        r"the (?:present|proposed|current) (?:\w+))\b|本文|我们|本研究|该文",
    ),
    "theirs": re.compile(
        r"\bet al\b|\bexisting\b|\bprevious\b|\bprior\b|\bconventional|\btraditional|\bclassical\b|"
        r"\bcurrent\b|\bstate[- ]of[- ]the[- ]art\b|"
        r"\b(?:most|many|other|some|several|few|past|earlier) (?:\w+ )?"
        r"(?:approach\w*|methods?|techniques|systems?|models|algorithms?|works?|studies|tools|"
        r"solutions|researchers|authors)\b|"
        r"\b(?:approaches|methods|techniques|models|algorithms|networks|solvers|systems|tools|strategies|studies|"
        r"researchers)\b|\b(?:this|these|such) (?:approach|method|model|technique|system|algorithm)|"
        r"\b(?:has|have) (?:been|yet|not|never|only|attempted|focused|tried|shown)\b|"
        r"现有|已有|传统|以往|目前|方法",
    ),
    "their doing": re.compile(
        r"\b(?:has|have|had|was|were) (?:also |recently |previously |first |been |widely )*"
        r"(?:proposed|introduced|developed|suggested|studied|explored|applied|used|extended|investigated)\b|"
        r"\b(?:proposes|introduces|develops|suggests|extends|combines|uses|adopts|addresses|focuses on|relies on)\b|"
        r"(?:\bet al\.?|[\])]|\b(?:works?|studies|methods|approaches|authors|researchers)) (?:\w+ly |have |has )?"
        r"(?:propose|introduce|develop|suggest|extend|combine|use|adopt|address|focus|rel[yi]|show|present|argue|outline)"
        r"(?:d|ed|s|es)?\b|"
        r"\bis (?:an?|another) (?:\w+ ){0,3}(?:method|approach|algorithm|model|technique|framework|system|optimizer)\b|"
        r"提出|采用|利用",
    ),
    "named work": re.compile(
        r"\bet al\.?,? ?[\[(]|^\W*[\w-]+ (?:and|&) [\w-]+ ?[\[(]\d|^in \[|^\[\d+\]|"
        r"\b(?:papers?|works?|methods?|approach(?:es)?|models?|algorithms?) (?:of|in|by|from) (?:\[|\w+ et al)|"
        r"\w \[\d+\],? (?:and \w+ \[\d+\] )?(?:also |both )?"
        r"(?:is|are|was|were|use|propose|adopt|introduce|achieve|have|has|can|suffer)",
    ),
    "inquiry": re.compile(
        r"\b(?:present|report|provide|conduct|perform|give|discuss|offer)\w* (?:[\w-]+ ){0,3}"
        r"(?:analys[ie]s|experiments?|results|evaluations?|comparisons?|conclusions?|studies|"
        r"considerations|bound|proof)\b|"
        r"\bwe (?:also |further |finally )*(?:analy[sz]e|evaluate|discuss|compare|test|validate|demonstrate|show)\b|"
        r"\bexperiments? (?:\w+ )*(?:show|demonstrate|indicate)|\bresults? (?:show|demonstrate|"
        r"indicate)|\bwas able to\b",
    ),
    "open": re.compile(
        r"\b(?:in (?:the )?future|future (?:\w+ )?(?:work|research|studies|directions?|"
        r"investigations?|versions|versions)|"
        r"remains? (?:to be|un\w+|an? (?:open|challeng)|an important)|it remains|remains to|remains? unexplained|"
        r"further (?:research|work|stud\w+|investigation|improve)|needs? (?:to be|further)|(?:is|"
        r"are) needed|we (?:also )?plan|"
        r"we (?:did|do|have|could) not|not (?:yet )?(?:been )?(?:address|consider|investigat|"
        r"transfer|explor)\w*|limitations?|"
        r"room for|open (?:question|problem)|might have|may (?:also )?not|future|currently|our current|"
        r"would be (?:interesting|necessary|useful)|beyond the scope|only appl\w+|another (?:interesting|topic)|"
        r"could (?:also )?be (?:improved|extended)|have been neglected|(?:is|are) neglected|"
        r"still (?:requires?|necessary|much)|"
        r"possible improvements?|yet to be|optimistic about|hope to|would like to)\b|"
        r"未来|有待|仍需|局限|不足|下一步|很长的路|还有待|尚需",
    ),
    "hedge": re.compile(
        r"\b(?:may|might|perhaps|possibly|partly|partially|presumably|probably|reason|due to|"
        r"because|suppose)\b",
    ),
    "general": re.compile(
        r"\b(?:in general|generic|generali[sz]e\w*|applicable|wide range|practical|can be (?:used|"
        r"applied|useful|extended)|"
        r"could (?:help|be used|lead|serve|improve|enable)|pav\w+ the way|shed\w* light|insights?|"
        r"first (?:time|instance|to)|"
        r"most precise|will (?:help|enable|allow)|overall|altogether|taken together|in (?:summary|conclusion)|"
        r"possible (?:to|only)|important (?:for|step)|valuable|implications?|support the (?:notion|idea|hypothesis)|"
        r"contribut\w+ to|candidates? for|opens? up|accessible|makes? it possible|suitable|well-suited|thus)\b|"
        r"\b(?:our|these|the) (?:\w+ )?(?:results?|findings?|study|work|evidence) "
        r"(?:suggest|indicate|support|show|impl|demonstrate|highlight|underscore|provide|shed|open|has led)",
    ),
    "share": re.compile(
        r"\b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|all|"
        r"none) (?:out )?of (?:the )?\d+\b|\d(?:th|st|nd|rd)?\s?(?:%|percent\w*)"
    ),
    "outcome": re.compile(
        r"\bwas able to\b|\bsignificant(?:ly)?\b|"
        r"\b(?:increased?|decreased?|reduced?|rose|fell|improved?) (?:by|from|to)\b|\b1st place\b|"
        r"\bstate[- ]of[- ]the[- ]art\b",
    ),
    "apparatus": re.compile(
        r"\b(?:trained?|pre-?train\w*|collected|recorded|measured|annotated|recruited|interviewed|sampled|simulated|"
        r"conducted|evaluated?|tested|experiments?|dataset|data ?sets?|corpus|benchmarks?|participants|"
        r"samples?|hours|GPUs?|TPUs?|CPU|runs?|replicat\w+|realizations)\b",
    ),
    "setting up": re.compile(
        r"\b(?:learning rates?|batch[- ]?sizes?|mini-?batch(?:es)?|epochs?|hyper-?parameters?|optimi[sz]er|dropout|"
        r"gradient steps|weight decay|GPUs?|TPUs?|CPUs?|cores?|GB|toolbox|software|version \d|purchased|"
        r"guidelines?|approved|approval|authori[sz]ation|ethic\w*|consent|committee|"
        r"(?:train|test|validation|development) (?:set|split|data)|baselines?|datasets?|data sets?|benchmarks?)\b|"
        r"\bfollow(?:s|ing)? (?:the )?(?:practice|protocol|procedure|setup|settings?|previous|prior|\[)",
        re.IGNORECASE,
    ),
    "contributes": re.compile(
        r"\b(?:contributions?|novel|the first|first (?:time|to)|for the first|new (?:method|"
        r"approach|algorithm|model|framework|"
        r"system|tool|theorem|technique|concept|benchmark|dataset|parameter)|most (?:precise|"
        r"accurate|comprehensive)|to date|"
        r"has led to the development|"
        r"in contrast to (?:previous|prior|existing)|unlike (?:previous|prior|existing))\b|创新|首次|贡献",
    ),
}
"""What each clue is known by, in lower case."""

BY_NAME = re.compile(
    r"^(?:\w+ )?[A-Z]\w+ (?:and|&) [A-Z]\w+\b[^.]{0,6}[\[(]|\bet al\b|^In (?:\[|previous work|"
    r"earlier work|our previous)"
)
"""Opens with the names of others, or of earlier work."""


def counts(text: str) -> bool:
    """Whether it says how many of something there were: what tells the size of a study."""
    spoken = text.split()
    for at, word in enumerate(spoken):
        if _AMOUNT.fullmatch(word.rstrip(",;:")):
            after = (each.strip(".,;:()").lower() for each in spoken[at + 1 : at + 1 + _WORDS_AFTER])
            if any(each in _COUNTED or each.removesuffix("s") in _COUNTED for each in after):
                return True
    return bool(_CHINESE_SIZE.search(text))


_NAMED = re.compile(
    r"\b(?:introduce|propose|present|develop|called|named|describe|introduced|proposed|presented|design)"
    r"(?: (?:a|an|the|our|new|novel))* ([A-Z][\w-]*[A-Za-z]\w*)",
)
_TITLE_NAME = re.compile(r"([A-Z][\w-]+(?: [A-Z][\w-]+)?)\s?[:：]\s")


def own_names(title: str, abstract: str) -> re.Pattern[str] | None:
    """What the paper calls the thing it presents: the words before the title's colon, or after `we propose`."""
    names = {match.group(1) for match in _NAMED.finditer(abstract)}
    if match := _TITLE_NAME.match(title):
        names.add(match.group(1))
    found = sorted(re.escape(name) for name in names if len(name) > 2)
    return re.compile(rf"\b(?:{'|'.join(found)})\b") if found else None
