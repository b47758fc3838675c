/**
 * Plain Java on samples: a {@link org.webrtcexamples.media.Tone} to be sent, and a {@link
 * org.webrtcexamples.media.PitchMeter} for what is heard. Arrays in, numbers out; no native code,
 * no container, no threads of its own.
 */
package org.webrtcexamples.media;
