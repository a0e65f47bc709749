"""A contract with every kind of model, for the exporter."""

from datetime import datetime
from decimal import Decimal
from enum import Enum, IntEnum
from typing import Annotated, Any, Literal, Optional, Union
from uuid import UUID

from clamator_protocol import Contract, MethodEntry
from pydantic import BaseModel, ConfigDict, Field, RootModel


class Color(Enum):
    RED = "red"
    GREEN = "green"


class Level(IntEnum):
    LOW = 1
    HIGH = 2


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Address(Strict):
    """Where somebody lives."""

    street: str = Field(min_length=1, max_length=80)
    zip_code: str = Field(pattern=r"^\d{5}$", alias="zipCode")


class Person(Strict):
    name: str
    address: Address
    nickname: Optional[str] = None
    color: Color = Color.RED
    level: Level = Level.LOW
    born: Optional[datetime] = None
    key: UUID


class Card(Strict):
    kind: Literal["card"]
    last4: str


class Transfer(Strict):
    kind: Literal["transfer"]
    iban: str
    amount: Decimal = Decimal("1.50")


class Tree(Strict):
    value: Union[int, str]
    children: list["Tree"] = []


class Payment(RootModel[Annotated[Union[Card, Transfer], Field(discriminator="kind")]]):
    pass


class Register(Strict):
    person: Person
    friends: dict[str, Person] = {}
    payment: Annotated[Union[Card, Transfer], Field(discriminator="kind")]
    pair: tuple[int, Color]
    tags: set[str] = Field(default_factory=set, max_length=5)


class Registered(Strict):
    tree: Tree
    owner: Person
    extra: Any = None


people_contract = Contract(
    service="people",
    methods={
        "register": MethodEntry(Register, Registered, "register"),
        "pay": MethodEntry(Card, Payment, "pay"),
        "grow": MethodEntry(Tree, Tree, "grow"),
        "note": MethodEntry(Person, None, "note"),
    },
)
