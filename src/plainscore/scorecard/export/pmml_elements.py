"""Elements of a PMML file, as its schema calls them."""

from lxml import etree

NAMESPACE = "http://www.dmg.org/PMML-4_4"
EXTENDER = "plainscore"


def tag(name: str) -> str:
    """Return a name in the namespace of PMML."""
    return f"{{{NAMESPACE}}}{name}"


def add(parent: etree._Element, name: str, /, **attributes: str) -> etree._Element:
    """Add an element within another."""
    return etree.SubElement(parent, tag(name), attributes)


def add_field(parent: etree._Element, name: str) -> None:
    """Name a field within an expression."""
    add(parent, "FieldRef", field=name)


def add_constant(parent: etree._Element, kind: str, text: str) -> None:
    """Write a constant into an expression."""
    add(parent, "Constant", dataType=kind).text = text


def apply(parent: etree._Element, function: str) -> etree._Element:
    """Apply a function; its arguments go into the element returned."""
    return add(parent, "Apply", function=function)
