@NullMarked
package datalab.web.rest;

import org.jspecify.annotations.NullMarked;
