package io.sealbook.worker;

import io.sealbook.worker.place.Engine;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;

/** A real engine, and somebody who does something there every time just before the worker makes one kind of call. */
final class MeddledEngine implements InvocationHandler {
    private final Engine real;
    private final String call;
    private final Consumer<Object> meddling;

    private MeddledEngine(Engine real, String call, Consumer<Object> meddling) {
        this.real = real;
        this.call = call;
        this.meddling = meddling;
    }

    /** @param meddling is told the call's first argument */
    static Engine before(String call, Engine real, Consumer<Object> meddling) {
        return (Engine) Proxy.newProxyInstance(
                Engine.class.getClassLoader(), new Class<?>[] {Engine.class}, new MeddledEngine(real, call, meddling));
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        if (method.getName().equals(call)) {
            meddling.accept(arguments[0]);
        }
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }
}
