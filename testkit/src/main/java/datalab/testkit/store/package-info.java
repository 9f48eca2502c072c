/** A lab, events, commits and rejects with which stores are tested. */
@NullMarked
package datalab.testkit.store;

import org.jspecify.annotations.NullMarked;
