package io.sealbook.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks the code that may see secret bytes; the compiler refuses everybody else, so this list is complete. */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.METHOD, ElementType.CONSTRUCTOR, ElementType.TYPE})
public @interface HandlesPlaintext {
    /** Why this code needs the bytes, and where they go. */
    String value();
}
