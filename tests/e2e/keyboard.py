"""A person who has no mouse: Tab, Space, Enter, the arrows and letters, and nothing else."""

from typing import Final

from playwright.sync_api import Locator, Page, expect

FAR: Final = 400  # presses of Tab after which a thing counts as out of reach
_HAS_FOCUS: Final = "node => node === document.activeElement"
_SHOWS_FOCUS: Final = """node => {
  const drawn = (one) => {
    const style = getComputedStyle(one);
    return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
  };
  return node.matches(":focus-visible") && (drawn(node) || (node.closest("label") && drawn(node.closest("label"))));
}"""


def go_to(page: Page, target: Locator) -> None:
    """Press Tab until the focus is on the target, and see that the focus can be seen."""
    expect(target).to_be_visible()
    for _ in range(FAR):
        if target.evaluate(_HAS_FOCUS):
            assert target.evaluate(_SHOWS_FOCUS), f"nobody sees that the focus is on {target}"
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never gets to {target}")


def press(page: Page, target: Locator, key: str = "Enter") -> None:
    go_to(page, target)
    page.keyboard.press(key)


def write(page: Page, target: Locator, words: str) -> None:
    go_to(page, target)
    page.keyboard.type(words)
    expect(target).to_have_value(words)


def choose(page: Page, group: Locator, option: Locator) -> None:
    """Go into a group of radio buttons and down with the arrow until the option is taken."""
    go_to(page, group.get_by_role("radio").first)
    page.keyboard.press("Space")
    for _ in range(group.get_by_role("radio").count()):
        if option.is_checked():
            return
        page.keyboard.press("ArrowDown")
    expect(option).to_be_checked()
