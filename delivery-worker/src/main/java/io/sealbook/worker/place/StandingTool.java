package io.sealbook.worker.place;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One tool for many uses, because making and removing one costs the engine more than all that is done through it. It is
 * made when it is needed first, and again whenever it is gone: other workers cannot tell it from a left-over. May be used
 * by many threads.
 */
final class StandingTool implements Hatch {
    private final Supplier<ToolContainer> making;
    private final Predicate<String> exists;
    private @Nullable ToolContainer tool;

    /** @param exists whether the engine still has the tool of this id */
    StandingTool(Supplier<ToolContainer> making, Predicate<String> exists) {
        this.making = making;
        this.exists = exists;
    }

    @Override
    public void put(String directory, Tar tar) {
        through(used -> {
            used.put(directory, tar);
            return Optional.of(tar);
        });
    }

    @Override
    public Optional<byte[]> read(String file) {
        return through(used -> used.read(file));
    }

    // A tool that is gone answers for nothing: neither a refusal nor that something is missing.
    private <T> Optional<T> through(Function<Hatch, Optional<T>> use) {
        ToolContainer used = tool();
        try {
            Optional<T> answer = use.apply(used);
            if (answer.isPresent() || exists.test(used.id())) {
                return answer;
            }
        } catch (EngineFault fault) {
            if (!fault.answered() || exists.test(used.id())) {
                throw fault;
            }
        }
        forget(used);
        return use.apply(tool());
    }

    private synchronized ToolContainer tool() {
        ToolContainer known = tool;
        if (known == null) {
            known = making.get();
            tool = known;
        }
        return known;
    }

    private synchronized void forget(ToolContainer gone) {
        if (gone.equals(tool)) {
            tool = null;
        }
        gone.afterwards().run();
    }

    @Override
    public synchronized void close() {
        if (tool != null) {
            tool.close();
            tool = null;
        }
    }
}
