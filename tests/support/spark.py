"""A Spark session for tests: two threads in this process's JVM, on the loopback alone."""

from __future__ import annotations

import os
import shutil
import sys
import warnings
from pathlib import Path
from typing import Any

import pytest

SETTINGS = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.session.timeZone": "Asia/Shanghai",
    # The tables are small and the expressions long: compiling them costs more than they take.
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.constraintPropagation.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    # Else each operation of a column tells the JVM first which line of Python it stands on.
    "spark.python.sql.dataFrameDebugging.enabled": "false",
}


def session(folder: Path) -> Any:
    """Start Spark, or skip where the machine has no Java."""
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("no Java on this machine: apt-get install openjdk-17-jre-headless")
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["PYTHONPATH"] = os.pathsep.join(sys.path)
    os.environ["PYSPARK_SUBMIT_ARGS"] = (
        "--driver-memory 1g --driver-java-options '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC' "
        "pyspark-shell"
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Spark's own, about versions of pandas
        from pyspark.sql import SparkSession

        builder = SparkSession.builder.master("local[2]").appName("qingtian")
        for key, value in SETTINGS.items():
            builder = builder.config(key, value)
        return builder.config("spark.sql.warehouse.dir", str(folder)).getOrCreate()
