/**
 * Lets native code run on a machine that lacks system libraries which the code is linked against
 * but does not use. Knows the dynamic linker of Linux, and nothing of who is linked.
 */
package org.webrtcexamples.linker;
