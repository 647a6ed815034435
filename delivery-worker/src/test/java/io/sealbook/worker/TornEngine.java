package io.sealbook.worker;

import io.sealbook.worker.place.Engine;
import io.sealbook.worker.place.Host;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * A real engine, and a worker that dies while it hands over an archive with this in it: only half of it arrives. It says
 * that it maps users, so that it is given every archive.
 */
final class TornEngine implements InvocationHandler {
    private final Engine real;
    private final byte[] content;
    private final CountDownLatch torn = new CountDownLatch(1);

    private TornEngine(Engine real, byte[] content) {
        this.real = real;
        this.content = content.clone();
    }

    static TornEngine at(Engine real, byte[] content) {
        return new TornEngine(real, content);
    }

    Engine engine() {
        return (Engine) Proxy.newProxyInstance(Engine.class.getClassLoader(), new Class<?>[] {Engine.class}, this);
    }

    boolean isTorn() {
        return torn.getCount() == 0;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        if (isTorn() && !method.getName().equals("close")) {
            return switch (method.getName()) {
                // What a worker clears up at its end a dead one leaves.
                case "remove" -> null;
                case "removeVolume" -> true;
                case "gatesInUse" -> Map.of();
                default -> throw new KillingEngine.Killed("nothing: it is dead already");
            };
        }
        try {
            if (method.getName().equals("put") && arguments[2] instanceof byte[] tar && end(tar) > 0) {
                try {
                    method.invoke(real, arguments[0], arguments[1], Arrays.copyOf(tar, end(tar)));
                } finally {
                    torn.countDown();
                }
                throw new KillingEngine.Killed("in the middle of put");
            }
            Object answer = method.invoke(real, arguments);
            return answer instanceof Host host
                    ? new Host(host.version(), host.kernel(), host.liveRestore(), true)
                    : answer;
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }

    /** Where the content ends in an archive; 0 if it is not in it. */
    private int end(byte[] tar) {
        for (int at = 0; at + content.length <= tar.length; at++) {
            if (Arrays.equals(tar, at, at + content.length, content, 0, content.length)) {
                return at + content.length;
            }
        }
        return 0;
    }
}
