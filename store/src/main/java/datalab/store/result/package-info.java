/** What every part of a store answers with: pages bounded in bytes, and the failures that a caller has to expect. */
@NullMarked
package datalab.store.result;

import org.jspecify.annotations.NullMarked;
