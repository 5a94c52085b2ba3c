"""Thiết lập: the person, the look, the rules of the unit, copies of the data."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from dialogue_desk.domain.fields import Field, Kind, Problem, Values
from dialogue_desk.domain.forms import office
from dialogue_desk.errors import DeskError, RecordError
from dialogue_desk.gui.drafts import PAUSE, Draft, since
from dialogue_desk.gui.editors.lines import TextEditor
from dialogue_desk.gui.forms.form_view import FormView
from dialogue_desk.gui.forms.typing_back import TypingBack
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.pages.page import Action, Page
from dialogue_desk.gui.pages.settings.rules import RULES, known
from dialogue_desk.gui.pages.settings.sections import Sections
from dialogue_desk.gui.targets import Target, Width
from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.undoing import redo_here, undo_here
from dialogue_desk.gui.widgets.buttons import Button, Segmented
from dialogue_desk.gui.widgets.cards import Card, Heading
from dialogue_desk.gui.widgets.inputs import scroll_area
from dialogue_desk.gui.widgets.layouts import across, down
from dialogue_desk.gui.widgets.text import WrappedLabel, label
from dialogue_desk.texts import LANGUAGES, N_, _

if TYPE_CHECKING:
    from dialogue_desk.gui.pages.settings.copies_card import CopiesCard
    from dialogue_desk.gui.pages.settings.erasures_card import ErasuresCard
    from dialogue_desk.gui.pages.settings.forms_card import FormsCard
    from dialogue_desk.gui.pages.settings.letters_card import LettersCard
    from dialogue_desk.gui.pages.settings.passphrase_card import PassphraseCard
    from dialogue_desk.gui.pages.settings.publish_card import PublishCard
    from dialogue_desk.gui.pages.settings.units_card import UnitsCard

T = TypeVar("T", bound=QWidget)

# ruff: noqa: PLC0415 - each card is imported at its own turn

SECTIONS = (
    ("desk", N_("Bàn làm việc, hiển thị")), ("rules", N_("Quy định của đơn vị")), ("sheets", N_("Biểu mẫu, lời văn")),
    ("safety", N_("Mật khẩu, sao lưu")), ("units", N_("Danh mục đơn vị")),
)  # fmt: skip
SECTION_OF = {
    "form": "rules", "forms": "sheets", "letters": "sheets", "passphrase": "safety", "copies": "safety",
    "erasures": "safety", "units": "units", "publish": "units",
}  # fmt: skip
SIZES = (("1.0", "100 %"), ("1.25", "125 %"), ("1.5", "150 %"), ("1.75", "175 %"), ("2.0", "200 %"))
MODES = (("system", N_("Theo máy")), ("light", N_("Sáng")), ("dark", N_("Tối")))
LANGUAGE_NAMES = {"vi": "Tiếng Việt", "en": "English"}
PERSON = Field("person", Kind.TEXT, N_("Người làm việc"), N_("Tên ghi vào mỗi lần sửa: ai sửa, lúc nào."))


def _row(theme: Theme, card: Card, name: str, widget: QWidget, *, stretch: bool = True) -> None:
    row = QHBoxLayout()
    words = label(theme, name, "body", "text2")
    if theme.scale > 1.5:  # name and value side by side are wider than the least window
        card.box.addWidget(words)
    else:
        words.setFixedWidth(theme.px(140))
        row.addWidget(words)
    row.addWidget(widget, 1 if stretch else 0)
    if not stretch:
        row.addStretch(1)
    card.box.addLayout(row)


class SettingsPage(Page):
    """Five sections at the left, the cards of one beside them; the long ones come a turn later each."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._stored: Values = {}
        self._has_draft = False
        self._is_here = False
        self.typing = TypingBack(self)
        self.typing.edits.moved.connect(self._moved)
        self._draft_timer = QTimer(self, singleShot=True, interval=PAUSE)
        self._draft_timer.timeout.connect(self.keep_draft)
        kit.drafts.watch(self.keep_draft)
        self._later = {key: QVBoxLayout() for key in SECTION_OF}
        theme, px = kit.theme, kit.theme.px
        inner = QWidget()
        column = down(inner, px(12), margins=(px(24), px(14), px(24), px(24)))
        heading = Heading(theme, _("Thiết lập"))
        self._save = Button(theme, _("Lưu"), icon="save", kind="primary", tip="Ctrl+S", on_click=self.save)
        heading.add(self._save)
        column.addWidget(heading)
        self.sections = Sections(theme, column, SECTIONS)
        for card in (self._person_card(), self._look_card()):
            self.sections.place("desk").addWidget(card)
        for key, place in self._later.items():
            self.sections.place(SECTION_OF[key]).addLayout(place)
        self.sections.shown.connect(lambda key: self._save.setVisible(key == "rules"))
        self._save.hide()
        column.addStretch(1)
        inner.setMaximumWidth(px(940))
        whole, self._scroll = across(self, 0), scroll_area(theme, inner)
        whole.addWidget(self.sections)
        whole.addWidget(self._scroll, 1)

    # -- who ---------------------------------------------------------------------------------

    def _person_card(self) -> Card:
        card = Card(self.theme, _("Bàn làm việc"))
        desk = self.kit.desk
        unit = desk.units[desk.unit]
        _row(self.theme, card, _("Đơn vị"), WrappedLabel(self.theme, f"{unit.name} · {_('mã')} {unit.code}", "strong"))
        self._person = TextEditor(self.theme, PERSON)
        self._person.setMaximumWidth(self.theme.px(360))
        self._person.left.connect(self._person_left)
        self._person.setMinimumWidth(self.theme.px(280))
        _row(self.theme, card, _("Người làm việc"), self._person, stretch=False)
        return card

    def _person_left(self) -> None:
        name = str(self._person.value() or "")
        if name and name != self.kit.desk.person:
            self.kit.desk.person = name
            self.kit.restyle()

    # -- look --------------------------------------------------------------------------------

    def _look_card(self) -> Card:
        card = Card(self.theme, _("Hiển thị"))
        self._mode = self._choice("theme", [(key, _(text)) for key, text in MODES], _("Giao diện"), "system")
        self._size = self._choice("text_size", SIZES, _("Cỡ chữ"), "1.0")
        languages = [(key, LANGUAGE_NAMES[key]) for key in LANGUAGES]
        self._language = self._choice("language", languages, _("Ngôn ngữ"), "vi")
        _row(self.theme, card, _("Giao diện"), self._mode, stretch=False)
        _row(self.theme, card, _("Cỡ chữ"), self._size, stretch=False)
        _row(self.theme, card, _("Ngôn ngữ"), self._language, stretch=False)
        return card

    def _choice(self, key: str, choices: object, name: str, usual: str) -> Segmented:
        assert isinstance(choices, (list, tuple))
        segmented = Segmented(self.theme, choices, name)
        segmented.set_value(self.kit.desk.preference(key, usual))

        def chosen(value: str) -> None:
            self.kit.desk.prefer(key, value)
            self.kit.restyle()

        segmented.chosen.connect(chosen)
        return segmented

    # -- rules -------------------------------------------------------------------------------

    @cached_property
    def form(self) -> FormView:
        """The rules of the unit as they are stored."""
        card = Card(self.theme, _("Quy định của đơn vị"))
        form = FormView(
            self.theme,
            office.SETTINGS,
            layout=known(RULES, one_column=self.theme.scale > 1.5),
            today=self.kit.today,
            label_width=132,
            stacked=self.theme.scale > 1.1,  # two columns of large text do not fit the least window
        )
        card.box.addWidget(form)
        self._later["form"].addWidget(card)
        self.typing.watch(form)
        self._read(form)
        form.changed.connect(lambda _key: self._check())
        form.changed.connect(lambda _key: self._draft_timer.start() if not self._draft_timer.isActive() else None)
        return form

    def _check(self) -> list[Problem]:
        found = self.kit.desk.records.problems("settings", self.form.values())
        self.form.show_problems(found)
        return found

    def save(self) -> bool:
        """Ctrl+S: the settings record, which the upper unit sees too."""
        self.form.show_all()
        wrong = [*self.form.entry_problems(), *(p for p in self._check() if not p.is_warning)]
        if wrong:
            self.sections.show_section("rules")
            self.form.focus_field(wrong[0].field)
            return False
        try:
            self.kit.desk.records.save("settings", self.form.values())
        except RecordError as refused:
            self.form.show_problems([Problem(refused.field, str(refused))])
            self.form.focus_field(refused.field)
            return False
        except DeskError as trouble:
            self.kit.notices.post_error(trouble)
            return False
        self.kit.drafts.drop("settings")
        self._has_draft = False
        self._stored = self.form.values()
        self.typing.begin()
        self.kit.notices.post(_("Đã lưu thiết lập của đơn vị."), "ok")
        return True

    # -- what is kept ------------------------------------------------------------------------

    @cached_property
    def passphrase(self) -> PassphraseCard:
        """Setting, changing and removing it."""
        from dialogue_desk.gui.pages.settings.passphrase_card import PassphraseCard

        return self._put("passphrase", PassphraseCard(self.kit))

    @cached_property
    def copies(self) -> CopiesCard:
        """Backups, old years, restoring."""
        from dialogue_desk.gui.pages.settings.copies_card import CopiesCard

        return self._put("copies", CopiesCard(self.kit))

    @cached_property
    def units(self) -> UnitsCard:
        """The list of units this desk knows."""
        from dialogue_desk.gui.pages.settings.units_card import UnitsCard

        return self._put("units", UnitsCard(self.kit))

    @cached_property
    def publish(self) -> PublishCard | None:
        """Hub and website of an upper unit; None where there are none below."""
        from dialogue_desk.gui.pages.settings.publish_card import PublishCard

        return self._put("publish", PublishCard(self.kit)) if self.kit.desk.units.children(self.kit.desk.unit) else None

    @cached_property
    def erasures(self) -> ErasuresCard:
        """What was erased on request, and what waits."""
        from dialogue_desk.gui.pages.settings.erasures_card import ErasuresCard

        return self._put("erasures", ErasuresCard(self.kit))

    @cached_property
    def forms(self) -> FormsCard | None:
        """What an upper unit declares for those below; None where there are none."""
        from dialogue_desk.gui.pages.settings.forms_card import FormsCard

        if len(self.kit.desk.units.children(self.kit.desk.unit)) == 0:
            return None
        return self._put("forms", FormsCard(self.kit))

    @cached_property
    def letters(self) -> LettersCard:
        """The wording of letters."""
        from dialogue_desk.gui.pages.settings.letters_card import LettersCard

        return self._put("letters", LettersCard(self.kit))

    def _put(self, place: str, card: T) -> T:
        self._later[place].addWidget(card)
        return card

    # -- page --------------------------------------------------------------------------------

    def enter(self, target: Target) -> None:
        steps: list[Action] = [
            lambda: self.forms,
            lambda: self.letters,
            lambda: self.passphrase,
            lambda: self.copies.tell(),
            lambda: self.units.tell(),
            lambda: self.publish,
            lambda: self.erasures.tell(),
        ]
        if not self._is_here:  # else it was asked for once more: what is being typed stays
            self._is_here = True
            self._person.set_value(self.kit.desk.person)
            if self._has("form"):
                self._read(self.form)
            steps = [lambda: self.form, self._tell_draft, *steps]
        if target.pane == "passphrase":
            steps.append(lambda: self.sections.show_section("safety"))
            steps.append(lambda: _show(self.passphrase, self._scroll))  # once the page is laid out
        self.in_turns(*steps)

    def _has(self, card: str) -> bool:
        """Whether its turn has come."""
        return card in self.__dict__

    def _read(self, form: FormView) -> None:
        """What is stored, and on it what was left half changed: nobody saves the one without the other."""
        form.set_values(self.kit.desk.records.settings())
        self._stored = form.values()
        draft = self.kit.drafts.find("settings")
        self._has_draft = draft is not None
        if draft is not None:
            form.set_values({**self._stored, **draft.values})
            form.set_entries(draft.texts)
        self.typing.begin()

    def _moved(self) -> None:
        """Typing was taken back or brought again."""
        self._check()
        self.keep_draft()

    def undo(self) -> None:
        undo_here(self.kit, self.typing.undo, self._forget_draft if self._is_typed() else None)

    def redo(self) -> None:
        redo_here(self.kit, self.typing.redo, is_unsaved=self._is_typed())

    def _is_typed(self) -> bool:
        """Whether any rule waits to be saved."""
        return self._has("form") and (self.form.values() != self._stored or bool(self.form.entries()))

    def _tell_draft(self) -> None:
        draft = self.kit.drafts.find("settings")
        if draft is not None:
            text = _("Quy định của đơn vị có thay đổi chưa lưu.")
            told = f"{text} {since(draft.at)}." if draft.at else text
            self.kit.notices.post(told, "info", _("Bỏ thay đổi"), self._forget_draft)

    def keep_draft(self) -> None:
        """What is half changed is kept within a second, and before the page or the window goes."""
        self._draft_timer.stop()
        values, texts = (self.form.values(), self.form.entries()) if self._has("form") else ({}, {})
        typed = {key: value for key, value in values.items() if value != self._stored.get(key)}
        if typed or texts:
            self.kit.drafts.keep(Draft("settings", "", self.kit.desk.unit, "", typed, texts=texts))
        elif self._has_draft:
            self.kit.drafts.drop("settings")
        self._has_draft = bool(typed or texts)

    def leave(self) -> None:
        self._is_here = False
        self.keep_draft()
        if self._has("passphrase"):
            self.passphrase.clear()
        if self._has("copies"):
            self.copies.clear()

    def _forget_draft(self) -> None:
        self.kit.drafts.drop("settings")
        self.kit.notices.clear()
        self._read(self.form)

    def commands(self) -> Mapping[str, Action]:
        return {"save": self.save}

    def fit(self, width: Width) -> None:
        super().fit(width)
        self.sections.fit(width)

    def help_field(self) -> Field | None:
        return self.form.field_at_focus() if self._has("form") else None


def _show(card: PassphraseCard, scroll: QScrollArea) -> None:
    """Bring the passphrase into view, to be typed."""
    line = card.present if card.has_passphrase else card.new
    scroll.ensureWidgetVisible(card)
    line.setFocus()
