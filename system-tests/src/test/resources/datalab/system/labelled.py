"""Runs before each notebook of the tests: a picture whose axes nobody named fails its cell."""

import matplotlib.pyplot as plt

show = plt.show


def show_labelled(*arguments: object, **named: object) -> None:
    for number in plt.get_fignums():
        figure = plt.figure(number)
        panels = [axes for axes in figure.axes if axes.get_label() != "<colorbar>"]
        bars = [axes for axes in figure.axes if axes.get_label() == "<colorbar>"]
        for what, said in (
            ("a label of x", [axes.get_xlabel() for axes in panels]),
            ("a label of y", [axes.get_ylabel() for axes in panels if len(axes.get_yticks())] or ["no axis"]),
            ("a title", [axes.get_title(loc="left") for axes in panels]),
        ):
            assert any(said), f"a picture lacks {what}"
        assert all(bar.get_ylabel() or bar.get_xlabel() for bar in bars), "a colour bar lacks a label"
    show(*arguments, **named)


plt.show = show_labelled
