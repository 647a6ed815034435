package io.sealbook.worker;

import io.sealbook.worker.place.Engine;
import io.sealbook.worker.place.Swarm;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A real engine in front of which the worker dies: at the n-th call that changes something, before or after it took
 * effect. A dead worker does nothing more, so every later call fails too, whatever clean-up hopes to do.
 */
final class KillingEngine implements InvocationHandler {
    private static final Set<String> CHANGING = Set.of(
            "create",
            "connect",
            "put",
            "start",
            "stop",
            "retire",
            "reinstate",
            "remove",
            "rename",
            "load",
            "pull",
            "createVolume",
            "removeVolume",
            "keep",
            "update",
            "rollBack",
            "forget");

    private final Engine real;
    private final int fatal;
    private final boolean before;
    private final List<String> calls = new ArrayList<>();
    private boolean dead;

    enum When {
        BEFORE,
        AFTER
    }

    static final class Killed extends Error {
        Killed(String call) {
            super("killed at " + call);
        }
    }

    private KillingEngine(Engine real, int fatal, boolean before) {
        this.real = real;
        this.fatal = fatal;
        this.before = before;
    }

    static KillingEngine at(Engine real, int call, When when) {
        return new KillingEngine(real, call, when == When.BEFORE);
    }

    /** Kills nobody, only counts. */
    static KillingEngine never(Engine real) {
        return new KillingEngine(real, Integer.MAX_VALUE, true);
    }

    Engine engine() {
        return (Engine) Proxy.newProxyInstance(Engine.class.getClassLoader(), new Class<?>[] {Engine.class}, this);
    }

    List<String> calls() {
        return List.copyOf(calls);
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        return method.getReturnType() == Swarm.class
                ? Proxy.newProxyInstance(
                        Swarm.class.getClassLoader(),
                        new Class<?>[] {Swarm.class},
                        (_, call, given) -> ask(real.swarm(), call, given))
                : ask(real, method, arguments);
    }

    private Object ask(Object asked, Method method, Object[] arguments) throws Throwable {
        if (dead) {
            throw new Killed("nothing: it is dead already");
        }
        boolean counts = CHANGING.contains(method.getName());
        if (counts) {
            calls.add(method.getName());
        }
        boolean now = counts && calls.size() == fatal;
        if (now && before) {
            dead = true;
            throw new Killed("before " + method.getName());
        }
        try {
            Object result = method.invoke(asked, arguments);
            if (now) {
                dead = true;
                throw new Killed("after " + method.getName());
            }
            return result;
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }
}
