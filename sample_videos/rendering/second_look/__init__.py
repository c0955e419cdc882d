"""What gaitkit's second look learns from: random single pictures with exactly known joints.

`shots` draws them, `learn` trains the network on them (needs torch) and writes the weights that
`gaitkit.pose.second_look` reads. None of the bodies is one of the study's or the samples'.
"""
