# mypy: disable-error-code="no-untyped-call,override"
"""How compiled code is handed the tables of a world: one number, the place where their addresses stand.

numba takes a tuple of sixteen tables apart at every call and carries more than a hundred values through every function:
5-10 microseconds a call and minutes of compilation. Here a bundle of tables is one address to compiled code, and
`s.cadres` reads the table's address and length from there. The tables must outlive the call; the bundle holds them.

A row of a table is a number from 0. numba counts negative ones from the end, as Python does, and reads the table's
length wherever a row is looked up: an eighth of a month. Here a rule that looks up -1, which is no row, gets the first,
so that no memory beside a table is touched; NUMBA_BOUNDSCHECK=1 compiles code that raises IndexError instead.
"""

import hashlib
import operator
from functools import lru_cache
from typing import Any

import numpy as np
from llvmlite import ir
from numba.core import cgutils, types
from numba.core.datamodel.models import ArrayModel, PrimitiveModel
from numba.core.extending import NativeValue, intrinsic, lower_builtin, register_model, unbox
from numba.core.imputils import impl_ret_borrowed, lower_getattr_generic
from numba.core.typing.templates import AttributeTemplate, infer_getattr
from numba.np.arrayobj import load_item, make_array, populate_array, store_item
from numba.np.numpy_support import from_dtype

Layout = tuple[tuple[str, np.dtype[Any]], ...]
"""Names and record types of the tables, in the order of their addresses."""


class TableType(types.Array):
    """Numba's type of a table: an array whose rows are numbered from 0, never from its end."""

    def __init__(self, row: types.Type) -> None:
        super().__init__(row, 1, "C", name=f"Table({row})")


register_model(TableType)(ArrayModel)


def _place_of(context: Any, builder: Any, typ: TableType, table: Any, number_type: Any, number: Any) -> Any:
    """Return where a row stands; IndexError in code that checks bounds (numba's own check would let -1 pass)."""
    found = make_array(typ)(context, builder, table)
    row = context.cast(builder, number, number_type, types.intp)
    if context.enable_boundscheck:
        cgutils.do_boundscheck(context, builder, row, builder.extract_value(found.shape, 0))
    zero = row.type(0)
    return builder.gep(found.data, [builder.select(builder.icmp_signed("<", row, zero), zero, row)])


@lower_builtin(operator.getitem, TableType, types.Integer)
def _get_row(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    typ, number_type = sig.args
    place = _place_of(context, builder, typ, args[0], number_type, args[1])
    return impl_ret_borrowed(context, builder, sig.return_type, load_item(context, builder, typ, place))


@lower_builtin(operator.setitem, TableType, types.Integer, types.Any)
def _set_row(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    typ, number_type, value_type = sig.args
    place = _place_of(context, builder, typ, args[0], number_type, args[1])
    store_item(context, builder, typ, context.cast(builder, args[2], value_type, typ.dtype), place)
    return context.get_dummy_value()


class BundleType(types.Type):
    """Numba's type of a bundle of one-dimensional tables."""

    def __init__(self, layout: Layout) -> None:
        text = ";".join(f"{name}:{np.dtype(dtype).descr}:{dtype.itemsize}" for name, dtype in layout)
        self.tables = {name: TableType(from_dtype(dtype)) for name, dtype in layout}
        self.places = {name: place for place, (name, _) in enumerate(layout)}
        # machine code is cached by this name, so it must change with any column
        super().__init__(name=f"Bundle_{hashlib.blake2b(text.encode(), digest_size=6).hexdigest()}")


@lru_cache
def bundle_type(layout: Layout) -> BundleType:
    """Return the type of bundles with a layout."""
    return BundleType(layout)


def addresses(tables: list[np.ndarray[Any, Any]]) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Return what compiled code reads: address and length of each table, one after the other."""
    return np.array([number for table in tables for number in (table.ctypes.data, len(table))], np.int64)


@register_model(BundleType)
class _BundleModel(PrimitiveModel):
    def __init__(self, dmm: Any, fe_type: BundleType) -> None:
        super().__init__(dmm, fe_type, ir.IntType(64))


@unbox(BundleType)
def _unbox(typ: BundleType, bundle: Any, context: Any) -> NativeValue:
    number = context.pyapi.object_getattr_string(bundle, "address")
    address = context.pyapi.long_as_longlong(number)
    context.pyapi.decref(number)
    return NativeValue(address)


@intrinsic
def _bundle_at(_: Any, like: BundleType, address: types.Integer) -> Any:
    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return context.cast(builder, args[1], address, types.int64)

    return like(like, address), generate


bundle_at: Any = _bundle_at
"""`bundle_at(s, address)`: the bundle of tables whose addresses stand at `address`, laid out as those of `s`."""


@infer_getattr
class _BundleAttributes(AttributeTemplate):
    key = BundleType

    def generic_resolve(self, typ: BundleType, attribute: str) -> types.Type | None:
        return typ.tables.get(attribute)


@lower_getattr_generic(BundleType)
def _get_table(context: Any, builder: Any, typ: BundleType, value: Any, attribute: str) -> Any:
    number = ir.IntType(64)
    table_type = typ.tables[attribute]
    place = 2 * typ.places[attribute]
    start = builder.inttoptr(value, number.as_pointer())
    address = builder.load(builder.gep(start, [ir.Constant(number, place)]))
    length = builder.load(builder.gep(start, [ir.Constant(number, place + 1)]))
    table = make_array(table_type)(context, builder)
    size = ir.Constant(number, context.get_abi_sizeof(context.get_data_type(table_type.dtype)))
    populate_array(
        table,
        data=builder.inttoptr(address, table.data.type),
        shape=[length],
        strides=[size],
        itemsize=size,
        meminfo=None,
    )
    return table._getvalue()
