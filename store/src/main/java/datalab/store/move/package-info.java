/** Moving the archive of a stream from one server to another: what the ledger notes, and how both sides are read and written. */
@NullMarked
package datalab.store.move;

import org.jspecify.annotations.NullMarked;
