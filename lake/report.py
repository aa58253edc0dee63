"""Runs the region's reports (lake/queries/*.sql) on a lake, on Spark or on Sail, both through Spark Connect.

    python lake/report.py --lake DIR/RELEASE --engine spark|sail [--remote sc://HOST:PORT] [--query NAME …]

Prints one JSON object a line: first the engine with its version, then each query with its rows and its seconds. The tables
are the files that the lake's manifest names, so that a run of the export that did not end is never seen. Without --remote
the engine is started here, on the loopback: Sail inside this process, Spark as a Connect server of its own.

Needs pyspark[connect] (and a JDK 17 for Spark) or pysail, from PyPI.
"""

import argparse
import datetime
import json
import os
import pathlib
import sys
import time

QUERIES = pathlib.Path(__file__).resolve().parent / "queries"


def session(engine, remote):
    """A Spark Connect session, and what to call when it is done with."""
    from pyspark.sql import SparkSession

    if remote:
        return SparkSession.builder.remote(remote).getOrCreate(), lambda: None
    if engine == "sail":
        from pysail.spark import SparkConnectServer

        server = SparkConnectServer()
        server.start(background=True)
        _, port = server.listening_address
        return SparkSession.builder.remote(f"sc://localhost:{port}").getOrCreate(), server.stop
    # "local" starts a Connect server with two worker threads beside this process.
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    return SparkSession.builder.remote("local[2]").config("spark.sql.shuffle.partitions", "4").getOrCreate(), lambda: None


def version(engine, spark):
    if engine == "sail":
        import pysail

        return f"Sail {pysail.__version__}"
    return f"Apache Spark {spark.version}"


def open_tables(spark, lake):
    """Makes a view of each table from the files that the manifest names."""
    manifest = json.loads((lake / "_manifest.json").read_text(encoding="utf-8"))
    schemas = {}
    for name, table in manifest["tables"].items():
        files = [str(lake / f["path"]) for f in table["files"]]
        if files:
            spark.read.parquet(*files).createOrReplaceTempView(name)
        schemas[name] = table["rows"]
    # A table without rows has no file; the queries may name it all the same.
    if not schemas.get("voided"):
        spark.sql("SELECT CAST(NULL AS STRING) AS statement WHERE FALSE").createOrReplaceTempView("voided")
    return schemas


def plain(value):
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()
    return value


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--lake", type=pathlib.Path, required=True)
    arguments.add_argument("--engine", choices=["spark", "sail"], required=True)
    arguments.add_argument("--remote")
    arguments.add_argument("--query", action="append")
    wanted = arguments.parse_args()
    began = time.monotonic()
    spark, stop = session(wanted.engine, wanted.remote)
    try:
        rows = open_tables(spark, wanted.lake.resolve())
        started = time.monotonic() - began
        print(json.dumps({"engine": version(wanted.engine, spark), "started": round(started, 3), "tables": rows}), flush=True)
        for path in sorted(QUERIES.glob("*.sql")):
            if wanted.query and path.stem not in wanted.query:
                continue
            began = time.monotonic()
            found = [{k: plain(v) for k, v in row.asDict().items()} for row in spark.sql(path.read_text(encoding="utf-8")).collect()]
            seconds = round(time.monotonic() - began, 3)
            print(json.dumps({"query": path.stem, "seconds": seconds, "rows": found}, ensure_ascii=False), flush=True)
    finally:
        spark.stop()
        stop()


if __name__ == "__main__":
    sys.exit(main())
