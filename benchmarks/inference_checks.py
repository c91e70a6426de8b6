"""Figures beside the bounds that they must keep, line by line."""

from __future__ import annotations


class Checks:
    """Prints each figure with PASS or FAIL and remembers what failed."""

    def __init__(self) -> None:
        self.failed: list[str] = []
        self.passed = 0

    def title(self, text: str) -> None:
        print(f"\n{text}")

    def note(self, text: str) -> None:
        print(f"        {text}")

    def within(self, name: str, got: float, low: float, high: float, *, expected: float | None = None) -> None:
        """One figure and its bounds, both included; `expected` is what an independent simulation gave."""
        self._line(name, got, low <= got <= high, f"[{low:.3f}, {high:.3f}]", expected)

    def near(self, name: str, got: float, expected: float, tolerance: float) -> None:
        """One figure beside an expected one."""
        self._line(name, got, abs(got - expected) <= tolerance, f"± {tolerance:.3f}", expected)

    def below(self, name: str, got: float, limit: float, *, expected: float | None = None) -> None:
        """One figure that must lie below a limit."""
        self._line(name, got, got < limit, f"< {limit:.3g}", expected)

    def at_least(self, name: str, got: float, limit: float) -> None:
        """One figure that must reach a limit."""
        self._line(name, got, got >= limit, f"≥ {limit:.3g}", None)

    def _line(self, name: str, got: float, holds: bool, bound: str, expected: float | None) -> None:
        if holds:
            self.passed += 1
        else:
            self.failed.append(name)
        told = "" if expected is None else f"   expected {expected:.3f}"
        print(f"  {'PASS' if holds else 'FAIL'}  {name:<66}{_figure(got):>9}   {bound:<16}{told}".rstrip())

    def verdict(self) -> int:
        """What the process should end with: 0 if nothing failed."""
        print(f"\n{self.passed} figures within their bounds, {len(self.failed)} outside")
        for name in self.failed:
            print(f"  FAIL  {name}")
        return 1 if self.failed else 0


def _figure(value: float) -> str:
    """Three decimals, or powers of ten where these would show nothing."""
    return f"{value:.3f}" if value == 0 or abs(value) >= 5e-4 else f"{value:.1e}"
