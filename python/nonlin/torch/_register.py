"""Our functions in the factories of model libraries."""

from __future__ import annotations

import nonlin
from nonlin.torch import functional
from nonlin.torch._module import class_of


def register(prefix: str = "nonlin_") -> list[str]:
    """Makes every function known to timm and to Hugging Face transformers, those of them
    that are installed, by names such as `nonlin_telu`; returns which.

    Then `timm.create_model(..., act_layer="nonlin_telu")` and
    `AutoConfig.from_pretrained(..., hidden_act="nonlin_telu")` use them.
    """
    every = nonlin.functions()
    classes = {prefix + f.id: class_of(f) for f in every}
    done = []
    try:
        from timm.layers import create_act
    except ImportError:
        pass
    else:
        for name in ("_ACT_LAYER_DEFAULT", "_ACT_LAYER_ME"):
            getattr(create_act, name, {}).update(classes)
        functions = {prefix + f.id: getattr(functional, f.id) for f in every}
        for name in ("_ACT_FN_DEFAULT", "_ACT_FN_ME"):
            getattr(create_act, name, {}).update(functions)
        done.append("timm")
    try:
        from transformers import activations
    except ImportError:
        pass
    else:
        activations.ACT2CLS.update(classes)
        activations.ACT2FN.update(classes)
        done.append("transformers")
    if not done:
        raise ImportError("neither timm nor transformers is installed")
    return done
