"""The book: chapters of laws as documents, and the files of a whole book in each format."""

from ironlaw._book.book import FORMATS, TITLE, Book, book
from ironlaw._book.chapter import Chapter, chapter
from ironlaw._book.sources import Source, Sources

__all__ = ["FORMATS", "TITLE", "Book", "Chapter", "Source", "Sources", "book", "chapter"]
