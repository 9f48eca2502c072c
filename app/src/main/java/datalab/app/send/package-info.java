@NullMarked
package datalab.app.send;

import org.jspecify.annotations.NullMarked;
