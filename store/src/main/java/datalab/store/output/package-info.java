/** Tables on other servers that are kept equal to views and streams: what such a server promises, and what the ledger notes. */
@NullMarked
package datalab.store.output;

import org.jspecify.annotations.NullMarked;
