/** The main job, told on a terminal: sealed, delivered, rotated, refused, shown and proven, all on real parts. */
@NullMarked
package io.sealbook.standalone.demo;

import org.jspecify.annotations.NullMarked;
