/** Forgetting a key: what is asked, what has become of it, and by what its events are known when the log is read again. */
@NullMarked
package datalab.store.forget;

import org.jspecify.annotations.NullMarked;
