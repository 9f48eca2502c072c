@NullMarked
package datalab.process.alert;

import org.jspecify.annotations.NullMarked;
