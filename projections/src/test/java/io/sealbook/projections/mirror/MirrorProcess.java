package io.sealbook.projections.mirror;

import io.sealbook.api.Sensitive;
import io.sealbook.seal.Keyring;
import io.sealbook.seal.MetadataSeal;
import io.sealbook.store.DatabaseLogin;
import io.sealbook.store.HeadSignal;
import io.sealbook.store.LedgerLog;
import io.sealbook.store.LedgerReader;
import io.sealbook.store.LedgerSchema;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The mirror alone in a JVM of its own, so that it can be killed. It can be told to stop dead at one of its commits. */
final class MirrorProcess {
    /** Where it stops, to be killed there: at a commit of events alone, or at one of a checkpoint with its events. */
    enum Stop {
        NOWHERE,
        BEFORE_EVENTS,
        AFTER_EVENTS,
        BEFORE_CHECKPOINT,
        AFTER_CHECKPOINT
    }

    private static final int BATCH = 30;
    private static final int LIVELY_COMMITS = 12;

    private MirrorProcess() {}

    /** Arguments: database host, port, name; keyring; ledger; brokers; where to stop. */
    public static void main(String[] arguments) throws InterruptedException {
        DataSource database = new DatabaseLogin(
                        arguments[0],
                        Integer.parseInt(arguments[1]),
                        arguments[2],
                        LedgerSchema.PROJECTIONS_ROLE,
                        Sensitive.of(LedgerSchema.PROJECTIONS_ROLE))
                .direct();
        LedgerReader reader = new LedgerReader(
                arguments[4], database, new MetadataSeal(Keyring.open(Path.of(arguments[3])), database));
        MirrorProperties properties = new MirrorProperties(List.of(arguments[5]), 1, Map.of());
        new Mirror(
                properties,
                database,
                reader,
                new LedgerLog(arguments[4], database),
                new HeadSignal(database),
                BATCH,
                stopping(Stop.valueOf(arguments[6])));
        new CountDownLatch(1).await();
    }

    private static Function<Map<String, Object>, Producer<byte[], byte[]>> stopping(Stop stop) {
        return properties -> {
            Producer<byte[], byte[]> real = Mirror.producer(properties);
            AtomicInteger commits = new AtomicInteger();
            AtomicBoolean covering = new AtomicBoolean();
            @SuppressWarnings("unchecked")
            Producer<byte[], byte[]> stopping = (Producer<byte[], byte[]>) Proxy.newProxyInstance(
                    MirrorProcess.class.getClassLoader(), new Class<?>[] {Producer.class}, (_, call, parameters) -> {
                        switch (call.getName()) {
                            case "beginTransaction" -> covering.set(false);
                            case "send" ->
                                covering.set(parameters[0] instanceof ProducerRecord<?, ?> record
                                        && record.topic().equals(Topic.CHECKPOINTS));
                            default -> {}
                        }
                        boolean here = call.getName().equals("commitTransaction")
                                && commits.incrementAndGet() >= LIVELY_COMMITS;
                        if (here && stop == (covering.get() ? Stop.BEFORE_CHECKPOINT : Stop.BEFORE_EVENTS)) {
                            real.flush(); // the records are in the topic, the transaction is open
                            stopDead();
                        }
                        try {
                            Object result = call.invoke(real, parameters);
                            if (here && stop == (covering.get() ? Stop.AFTER_CHECKPOINT : Stop.AFTER_EVENTS)) {
                                stopDead();
                            }
                            return result;
                        } catch (InvocationTargetException e) {
                            throw e.getCause() == null ? e : e.getCause();
                        }
                    });
            return stopping;
        };
    }

    private static void stopDead() throws InterruptedException {
        System.out.println("stopped dead");
        System.out.flush();
        new CountDownLatch(1).await();
    }
}
