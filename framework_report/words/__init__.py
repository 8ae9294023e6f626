"""Every sentence of report, charts, panel and commands: phrases.toml and what fills it."""

from framework_report.words.answer import answer_text
from framework_report.words.doubts import doubts
from framework_report.words.facts import attribute
from framework_report.words.verdict import Paragraph, headline, verdict

__all__ = ["Paragraph", "answer_text", "attribute", "doubts", "headline", "verdict"]
