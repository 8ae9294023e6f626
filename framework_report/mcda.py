from framework_report import draws as _d
from framework_report.draws import key, uniforms, simplex_weights
from framework_report.model import *
from framework_report import model as _m
from framework_report.robustness import *
from framework_report.sensitivity import *
import numpy as np, pandas as pd
def values(a,c):
    v=_m.values(a.astype(float).where(a.notna(), np.nan) if 0 else a.fillna(c["worst"]), c); return v
def near_weights(points,n,spread=2.0):
    points=pd.Series(points,dtype=float); u=uniforms([key("weight",x) for x in points.index],n)
    h=np.minimum(points,spread).to_numpy(); return (points.to_numpy()-h)+u*(2*h)
def near_values(low,value,high,n,unknown=None):
    return _d.near_values(low,value,high,n)
