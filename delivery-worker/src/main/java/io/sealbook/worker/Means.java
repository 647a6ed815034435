package io.sealbook.worker;

import io.sealbook.api.TargetName;
import io.sealbook.worker.place.Engine;
import io.sealbook.worker.place.Placement;
import io.sealbook.worker.redeem.Redeemer;
import io.sealbook.worker.report.Reporter;
import java.time.Duration;

/** What every run at an order works with. All of it may be used by many threads. */
record Means(
        Engine engine,
        Placement placement,
        Redeemer redeemer,
        ImageSupply images,
        Reporter reporter,
        TargetName target,
        Duration settle) {}
