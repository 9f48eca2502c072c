/** A Redis as the level of the cache that processes share. */
@NullMarked
package datalab.cache.redis;

import org.jspecify.annotations.NullMarked;
