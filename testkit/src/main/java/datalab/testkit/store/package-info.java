/** Contracts that every store must pass, and builders for them. */
@NullMarked
package datalab.testkit.store;

import org.jspecify.annotations.NullMarked;
