/**
 * Plain Java on samples and pixels: a {@link org.webrtcexamples.media.Tone} to be sent, a {@link
 * org.webrtcexamples.media.PitchMeter} for what is heard, and a {@link
 * org.webrtcexamples.media.Compositor} that draws an {@link org.webrtcexamples.media.Overlay} on
 * what is seen. No native code, no container, no threads of its own.
 */
package org.webrtcexamples.media;
