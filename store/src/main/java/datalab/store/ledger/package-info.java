/** What must change together: how far each partition is, the commits that move it on, its log and numbers handed out. */
@NullMarked
package datalab.store.ledger;

import org.jspecify.annotations.NullMarked;
