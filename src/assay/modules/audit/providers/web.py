"""A witness over the network: POST adds a checkpoint, GET gives some back in order; nothing changes or removes one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assay.kernel import http
from assay.modules.audit.errors import WitnessAway, WitnessDisagrees
from assay.modules.audit.providers.verify_audit import canonical


@dataclass(frozen=True, slots=True)
class Web:
    """The operator's own address. 201 for a new checkpoint, 200 for a known one, 409 for one that does not follow."""

    address: str

    def keep(self, checkpoint: Mapping[str, Any]) -> None:
        """Send the next checkpoint. Raises WitnessAway, WitnessDisagrees."""
        headers = {"Content-Type": "application/json"}
        answer = self._ask("POST", "/checkpoints", data=canonical(checkpoint), headers=headers)
        if answer.status_code == 409:
            raise WitnessDisagrees(f"the witness refuses checkpoint {checkpoint['statement']['number']}")
        if answer.status_code not in {200, 201}:
            raise WitnessAway(f"answered {answer.status_code}")

    def held(self) -> Iterator[Mapping[str, Any]]:
        """Read them all, page by page. Raises WitnessAway."""
        return self._read("/checkpoints")

    def bury(self, tombstone: Mapping[str, Any]) -> None:
        """Send a tombstone. Raises WitnessAway."""
        headers = {"Content-Type": "application/json"}
        answer = self._ask("POST", "/erasures", data=canonical(tombstone), headers=headers)
        if answer.status_code not in {200, 201}:
            raise WitnessAway(f"answered {answer.status_code}")

    def buried(self) -> Iterator[Mapping[str, Any]]:
        """Read every tombstone, page by page. Raises WitnessAway."""
        return self._read("/erasures")

    def _read(self, path: str) -> Iterator[Mapping[str, Any]]:
        after = 0
        while True:
            answer = self._ask("GET", path, params={"after": str(after)})
            if answer.status_code != 200:
                raise WitnessAway(f"answered {answer.status_code}")
            page = answer.json()["items"]
            yield from page
            if not page:
                return
            after += len(page)

    def _ask(self, method: str, path: str, **sent: Any) -> Any:
        try:
            return http.configured_session(self.address).request(method, f"{self.address}{path}", **sent)
        except http.Failure as error:
            raise WitnessAway(type(error).__name__) from error
