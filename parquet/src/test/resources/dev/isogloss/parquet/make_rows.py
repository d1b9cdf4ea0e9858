"""Writes the fixtures beside this file with pyarrow (26.0): the same rows as JSON lines and as Parquet, once for each compression."""
import json
import pathlib

import pyarrow
import pyarrow.parquet

here = pathlib.Path(__file__).parent
rows = [
    {
        "query_id": str(i),
        "query": ["Mto huu unaanzia wapi?", "Where does this river begin?", "这条河从哪里开始？"][i % 3],
        "positive_passages": [{"docid": f"{i}#{j}", "title": "Mto" if j else "", "text": f"The river {i} begins at spring {j}."} for j in range(1 + i % 2)],
        "negative_passages": [{"docid": f"9{i}#{j}", "title": "Kilima", "text": "A hill \"without\" a river,\nand no spring."} for j in range(i % 3)],
        "answers": None if i == 3 else ["spring"] * (i % 2),
        "score": i / 4,
        "judged": i % 2 == 0,
        "number": i,
    }
    for i in range(7)
]
with open(here / "rows.jsonl", "w", encoding="utf-8") as out:
    for row in rows:
        out.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")
table = pyarrow.Table.from_pylist(rows)
for compression in ("none", "snappy", "zstd", "gzip", "brotli", "lz4"):
    pyarrow.parquet.write_table(table, here / f"rows.{compression}.parquet", compression=compression, row_group_size=3)
