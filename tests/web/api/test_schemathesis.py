"""The whole API asked at random from its own description: no server error, no answer that is not in it."""

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from seeingstars.web import api

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
# Nothing can be asked otherwise than described where nothing is asked for.
QUESTIONS = [
    pytest.param(method, path, mode, id=f"{method} {path} {mode.value}")
    for path, methods in api.openapi()["paths"].items()
    for method, operation in methods.items()
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    if mode is GenerationMode.POSITIVE or "parameters" in operation or "requestBody" in operation
]


@pytest.fixture(scope="module")
def described(ask):
    return schemathesis.openapi.from_asgi("/api/v1/openapi.json", ask.app)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("method", "path", "mode"), QUESTIONS)
def test_any_question_gets_an_answer_that_the_description_has(described, method, path, mode):
    strategy = described[path][method].as_strategy(generation_mode=mode)
    statuses = set()

    @settings(
        max_examples=15,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data())
    def asked(data):
        case = data.draw(strategy)
        answer = case.call()
        statuses.add(answer.status_code)
        case.validate_response(answer, checks=CHECKS)

    asked()
    print(f"{method} {path} {mode.value}: {sorted(statuses)}")
    assert max(statuses) < 500
