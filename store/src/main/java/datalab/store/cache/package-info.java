/** What a cache promises that several processes share. */
@NullMarked
package datalab.store.cache;

import org.jspecify.annotations.NullMarked;
