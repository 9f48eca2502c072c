@NullMarked
package datalab.app.source;

import org.jspecify.annotations.NullMarked;
