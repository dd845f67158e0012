# SPDX-License-Identifier: GPL-2.0-only
"""What do all the semantic patches need?  Reports, and the tables of ops of all the files that are looked at."""
import os
import re


def report(position, rule, wrong, cure):
    """One finding, as ucmd-lint prints it."""
    print(f"{position.file}:{position.line}: UCMD-{rule}: {wrong}: {cure}")


def note(kind, position, text=""):
    """Something that facts.cocci has seen, for the run that follows."""
    print("\t".join([kind, position.file, position.line, " ".join(text.split())]))


def _facts(kind):
    path = os.environ.get("UCMD_LINT_FACTS")
    if not path:
        return []
    with open(path, encoding="utf-8") as facts:
        lines = [line.rstrip("\n").split("\t") for line in facts]
    return [line[1:] for line in lines if line[0] == kind]


def seen(kind):
    """Is there such a fact in any of the files?"""
    return bool(_facts(kind))


def _elements(text):
    """What stands between the commas of an initializer."""
    element, depth = "", 0
    for letter in text.strip()[1:-1]:
        depth += letter in "({["
        depth -= letter in ")}]"
        if letter == "," and not depth:
            yield element.strip()
            element = ""
        else:
            element += letter
    yield element.strip()


class Row:
    """A row of a table of ops, as it is written."""

    def __init__(self, text):
        self.fields = {}
        # Is there something that is not written out, such as a macro for several fields?
        self.hides = False
        for element in _elements(text):
            field = re.fullmatch(r"\. (\w+) = (.*)", element)
            if field:
                self.fields[field.group(1)] = field.group(2)
            elif element:
                self.hides = True

    def get(self, name):
        return self.fields.get(name, "")

    def has(self, *names):
        """Does it have one of these fields?  It may, if it hides some."""
        return self.hides or any(name in self.fields for name in names)

    def flag(self, *names):
        """Does it have one of these flags?  It may, if they are not written out."""
        flags = re.findall(r"\w+", self.get("flags"))
        return self.hides or any(flag in names or not flag.startswith("UCMD_OP_") for flag in flags)

    def struct_of(self, name):
        """T, where the field is sizeof(struct T)."""
        match = re.fullmatch(r"sizeof \( struct (\w+) \)", self.get(name))
        return match.group(1) if match else None


def rows():
    return [Row(text) for _, _, text in _facts("row")]


def rows_of(handler):
    """The ops that a function is the handler of."""
    return [row for row in rows() if row.get("handler") == handler]


def is_cancel(function):
    return any(row.get("cancel") == function for row in rows())
