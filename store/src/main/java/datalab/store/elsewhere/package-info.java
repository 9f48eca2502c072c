/** Archives on other servers than the ledger's: what is the same for each of them, and what such a server has to do. */
@NullMarked
package datalab.store.elsewhere;

import org.jspecify.annotations.NullMarked;
