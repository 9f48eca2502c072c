/** Keys of what is kept as canonical texts: equal values have equal texts, on every server. */
@NullMarked
package datalab.store.key;

import org.jspecify.annotations.NullMarked;
